from datetime import UTC, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField

from crm.reports.rules.tables import before, quarter_of


def recent() -> list[tuple[str, str]]:
    """The last eight quarters that are over."""
    year, quarter = quarter_of(datetime.now(UTC).date())
    found = []
    for _ in range(8):
        year, quarter = before(year, quarter)
        found.append((f"{year}-{quarter}", f"Trimestre {quarter} de {year}"))
    return found


class AskForm(FlaskForm):  # type: ignore[misc]
    quarter = SelectField("Trimestre")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quarter.choices = recent()
