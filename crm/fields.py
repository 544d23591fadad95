"""Fields that several forms share."""

from datetime import datetime
from typing import Any

from wtforms import DateTimeLocalField, SelectField, SelectMultipleField, TelField, ValidationError, widgets

from crm.codes import Code
from crm.reading import read_phone
from crm.territory.rules import PARIS

NEEDED = "Ce champ est nécessaire."
PHONE = "Ce numéro est incomplet : il en faut dix chiffres, ou l’indicatif du pays."


def select(kind: type[Code], label: str, *, empty: str | None = None, **kwargs: Any) -> SelectField:
    """A field that offers the values of a code list, and gives one of them."""
    first = [("", empty)] if empty is not None else []
    return SelectField(
        label,
        choices=[*first, *kind.choices()],
        coerce=lambda value: kind(value) if value else None,
        **kwargs,
    )


class PhoneField(TelField):
    """A telephone number in any usual form; `number` is its E.164."""

    number: str | None = None

    def pre_validate(self, _: Any) -> None:
        self.number = read_phone(self.data) if self.data else None
        if self.data and self.number is None:
            raise ValidationError(PHONE)


BOX = widgets.CheckboxInput()
BOX.validation_attrs = ["disabled"]
"""One box of several: a browser that takes each as needed would want them all ticked."""


class CodesField(SelectMultipleField):
    """Several values of a list, as boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = BOX


class InstantField(DateTimeLocalField):
    """A day and an hour in Paris, as an aware datetime."""

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        self.data = in_paris(self.data)


def in_paris(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=PARIS) if value and value.tzinfo is None else value
