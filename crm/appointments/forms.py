from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from crm.accounts.models import Membership, User
from crm.appointments.models import Room
from crm.codes.appointments import AppointmentKind, AppointmentLocation, SlotOrigin
from crm.codes.support import Theme
from crm.fields import NEEDED, CodesField, InstantField, select

FIVE = {"step": "300"}
WEEKDAYS = [(1, "Lundi"), (2, "Mardi"), (3, "Mercredi"), (4, "Jeudi"), (5, "Vendredi"), (6, "Samedi")]
DISTANCES = [(10, "10 km"), (20, "20 km"), (30, "30 km"), (50, "50 km"), (0, "Toute la région")]
COLLECTIVE = [choice for choice in AppointmentKind.choices() if choice[0] != AppointmentKind.INDIVIDUAL]
LENGTH = NumberRange(5, 480, "De 5 à 480 minutes.")


def number(value: Any) -> int | None:
    """The chosen line’s number; none for the first line, which is empty."""
    return int(value) if value not in ("", "0", None) else None


class PlacesField(SelectField):
    """One of the structure’s sites or rooms, or none."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, coerce=number, choices=[], **kwargs)


class MoveForm(FlaskForm):  # type: ignore[misc]
    starts_at = InstantField("Jour et heure", validators=[InputRequired(NEEDED)], render_kw=FIVE)


class ShiftForm(FlaskForm):  # type: ignore[misc]
    starts_at = InstantField("Début", validators=[InputRequired(NEEDED)], render_kw=FIVE)
    ends_at = InstantField("Fin", validators=[InputRequired(NEEDED)], render_kw=FIVE)

    def validate_ends_at(self, item: InstantField) -> None:
        if item.data and self.starts_at.data and not later(self.starts_at.data, item.data):
            raise ValidationError("La fin vient après le début, le même jour.")


def later(starts_at: datetime, ends_at: datetime) -> bool:
    return starts_at < ends_at and starts_at.date() == ends_at.date()


class PlacedForm(MoveForm):
    """Where it takes place, and with whom."""

    minutes = IntegerField("Durée en minutes", default=45, validators=[InputRequired(NEEDED), LENGTH])
    counsellor = SelectField("Avec", coerce=int)
    location = select(AppointmentLocation, "Comment", default=AppointmentLocation.OFFICE)
    site = PlacesField("Site")
    room = PlacesField("Salle")
    place = StringField("Lieu, si ce n’est pas dans vos locaux", validators=[Length(max=200)])

    def offer(self, actor: Membership, colleagues: Iterable[User], rooms: Iterable[Room]) -> None:
        self.counsellor.choices = [(user.id, user.name) for user in colleagues]
        offer_places(actor, rooms, self.site, self.room)

    def where(self) -> dict[str, Any]:
        return {
            "location": self.location.data,
            "place": self.place.data or "",
            "site_id": self.site.data,
            "room_id": self.room.data,
        }


def offer_places(actor: Membership, rooms: Iterable[Room], site: SelectField, room: SelectField | None = None) -> None:
    sites = actor.structure.sites if actor.structure else []
    site.choices = [("", "À l’adresse de la structure"), *((one.id, one.name) for one in sites)]
    if room:
        room.choices = [("", "Sans salle"), *((one.id, f"{one.name} ({one.seats} places)") for one in rooms)]


class BookForm(PlacedForm):
    slot_origin = select(SlotOrigin, "Créneau", default=SlotOrigin.AGREED)


class GatherForm(PlacedForm):
    kind = SelectField("Quoi", choices=COLLECTIVE, coerce=lambda value: AppointmentKind(value))
    title = StringField("Titre", validators=[InputRequired(NEEDED), Length(max=120)])
    capacity = IntegerField("Places", default=12, validators=[InputRequired(NEEDED), NumberRange(1, 500)])
    until = DateField("Chaque semaine, jusqu’au", validators=[Optional()])

    def validate_until(self, item: DateField) -> None:
        start = self.starts_at.data
        if start and item.data and not 0 <= (item.data - start.date()).days <= 366:
            raise ValidationError("Choisissez un jour après le premier rendez-vous, dans l’année qui suit.")


class ResizeForm(FlaskForm):  # type: ignore[misc]
    capacity = IntegerField("Places", validators=[InputRequired(NEEDED), NumberRange(1, 500)])


class FindForm(FlaskForm):  # type: ignore[misc]
    """Read from the address: what to look for."""

    class Meta:
        csrf = False

    theme = select(Theme, "Pour quoi", empty="Peu importe", default="")
    within = SelectField("À moins de", choices=DISTANCES, coerce=int, default=20)
    location = select(AppointmentLocation, "Comment", empty="Peu importe", default="")
    counsellor = SelectField("Avec", coerce=number, default="")
    first = DateField("À partir du", validators=[Optional()])

    def offer(self, colleagues: Iterable[User]) -> None:
        self.counsellor.choices = [("", "Peu importe"), *((user.id, user.name) for user in colleagues)]


class OpenForm(FlaskForm):  # type: ignore[misc]
    who = SelectField("De qui")
    weekdays = CodesField("Jours", choices=WEEKDAYS, coerce=int, validators=[InputRequired("Cochez au moins un jour.")])
    starts = TimeField("De", validators=[InputRequired(NEEDED)], render_kw=FIVE)
    ends = TimeField("À", validators=[InputRequired(NEEDED)], render_kw=FIVE)
    slot_minutes = IntegerField(
        "Durée d’un créneau, en minutes", default=45, validators=[InputRequired(NEEDED), LENGTH]
    )
    location = select(AppointmentLocation, "Comment", default=AppointmentLocation.OFFICE)
    site = PlacesField("Site")
    room = PlacesField("Salle")
    valid_from = DateField("À partir du", validators=[InputRequired(NEEDED)])
    valid_until = DateField("Jusqu’au", validators=[Optional()])
    reasons = CodesField("Pour quoi", choices=Theme.choices(), coerce=lambda value: Theme(value))
    self_bookable = BooleanField("Le jeune peut choisir ces créneaux lui-même, depuis le lien de ses messages")
    partners = BooleanField("Les partenaires peuvent y inscrire un jeune qu’ils suivent, avec son accord")

    def validate_ends(self, item: TimeField) -> None:
        if item.data and self.starts.data and self.slot_minutes.data:
            start, end = self.starts.data, item.data
            if (end.hour - start.hour) * 60 + end.minute - start.minute < self.slot_minutes.data:
                raise ValidationError("Il faut la place d’un créneau au moins entre le début et la fin.")

    def validate_valid_until(self, item: DateField) -> None:
        if self.valid_from.data and item.data and item.data < self.valid_from.data:
            raise ValidationError("Ce jour vient après le premier.")

    def values(self) -> dict[str, Any]:
        plain = (
            *("starts", "ends", "slot_minutes", "location", "valid_from", "valid_until"),
            *("self_bookable", "partners"),
        )
        return {
            **{name: self[name].data for name in plain},
            "site_id": self.site.data,
            "room_id": self.room.data,
            "reasons": [theme.value for theme in self.reasons.data or []],
        }


class AbsenceForm(FlaskForm):  # type: ignore[misc]
    who = SelectField("Qui", coerce=number)
    starts_at = InstantField("Du", validators=[InputRequired(NEEDED)], render_kw=FIVE)
    ends_at = InstantField("Au", validators=[InputRequired(NEEDED)], render_kw=FIVE)


class RoomForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Nom de la salle", validators=[InputRequired(NEEDED), Length(max=60)])
    seats = IntegerField("Places assises", default=12, validators=[InputRequired(NEEDED), NumberRange(1, 500)])
    site = PlacesField("Site")


class TravelForm(FlaskForm):  # type: ignore[misc]
    one = SelectField("Entre", coerce=int)
    other = SelectField("Et", coerce=int)
    minutes = IntegerField("Minutes", default=30, validators=[InputRequired(NEEDED), NumberRange(1, 240)])
