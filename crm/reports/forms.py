from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectField, ValidationError

from crm.reports.rules.life import to_complete
from crm.reports.rules.report import level
from crm.reports.rules.tables import REGION, before, quarter_of


def recent() -> list[tuple[str, str]]:
    """The last eight quarters that are over."""
    year, quarter = quarter_of(datetime.now(UTC).date())
    found = []
    for _ in range(8):
        year, quarter = before(year, quarter)
        found.append((f"{year}-{quarter}", f"Trimestre {quarter} de {year}"))
    return found


class AskForm(FlaskForm):  # type: ignore[misc]
    quarter = SelectField("Trimestre", validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quarter.choices = recent()

    def validate_quarter(self, field: Field) -> None:
        if field.data not in dict(recent()):
            raise ValidationError("Choisissez un trimestre terminé, parmi les huit derniers.")


class ReadForm(FlaskForm):  # type: ignore[misc]
    """What the address of a report says: for which territory, beside which quarter. Unknown words are left aside."""

    class Meta:
        csrf = False

    territory = SelectField("Territoire", default=REGION)
    compare = SelectField(
        "Comparer avec", choices=[("previous", "le trimestre précédent"), ("year", "un an avant")], default="previous"
    )

    def __init__(self, asked: MultiDict[str, str], territories: Mapping[str, str]) -> None:
        super().__init__(asked or None)
        self.territory.choices = [(code, f"{level(code)}\u00a0: {name}") for code, name in territories.items()]
        for field in self:
            if field.data not in dict(field.choices):
                field.data = field.default


def quarter_asked(asked: Mapping[str, str], today: date) -> tuple[int, int]:
    """The quarter of the address, `2026-3`; without one that makes sense, the one that is still completed."""
    year, _, quarter = asked.get("quarter", "").partition("-")
    if year.isdecimal() and len(year) == 4 and quarter in ("1", "2", "3", "4"):
        return int(year), int(quarter)
    return to_complete(today)
