"""A field where one types a commune as one would say it."""

from typing import Any

from wtforms import StringField, ValidationError

from crm.territory import queries
from crm.territory.models import Commune


def label(commune: Commune) -> str:
    return f"{commune.name} ({commune.postcodes[0]})"


class CommuneField(StringField):
    """« Lille », « Lille (59000) », « 59000 Lille » or an INSEE code. `commune` holds what was understood."""

    commune: Commune | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"render_kw": {"list": "communes", "autocomplete": "off"}, **kwargs})

    def process_data(self, value: Any) -> None:
        super().process_data(label(value) if isinstance(value, Commune) else value)

    def pre_validate(self, _: Any) -> None:
        self.commune = None
        if not (self.data or "").strip():
            return
        found = queries.named(self.data or "")
        if not found:
            raise ValidationError("Cette commune n’est pas dans les Hauts-de-France : vérifiez son nom.")
        if len(found) > 1:
            names = ", ".join(label(commune) for commune in found[:4])
            raise ValidationError(f"Plusieurs communes portent ce nom : {names}. Ajoutez le code postal.")
        self.commune = found[0]

    @property
    def code(self) -> str | None:
        return self.commune.code if self.commune else None
