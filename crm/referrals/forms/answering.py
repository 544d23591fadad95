from collections.abc import Sequence
from datetime import datetime

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from crm.accounts.models import User
from crm.appointments.rules import FreeSlot
from crm.codes.appointments import AppointmentLocation
from crm.codes.referrals import RefusalReason
from crm.fields import NEEDED, InstantField, select
from crm.structures.models import Platform, Structure

LATER, BY_HAND = "later", "by_hand"


class AcceptForm(FlaskForm):  # type: ignore[misc]
    """Who takes the person on, and the first appointment: a free slot, another hour, or none yet."""

    taker = SelectField("Qui prend en charge", coerce=int)
    first = RadioField("Premier rendez-vous", default=LATER)
    starts_at = InstantField("Si c’est à une autre heure, laquelle", render_kw={"step": "300"})
    location = select(AppointmentLocation, "Comment", default=AppointmentLocation.OFFICE)

    def offer(self, takers: Sequence[User], slots: Sequence[tuple[FreeSlot, str]]) -> None:
        self.taker.choices = [(user.id, user.name) for user in takers]
        self.first.choices = [
            *((f"{slot.opening} {slot.starts_at.isoformat()}", said) for slot, said in slots),
            (BY_HAND, "À une autre heure, ci-dessous"),
            (LATER, "Je le fixerai plus tard"),
        ]

    def validate_starts_at(self, item: InstantField) -> None:
        if self.first.data == BY_HAND and not isinstance(item.data, datetime):
            raise ValidationError(NEEDED)


class RedirectForm(FlaskForm):  # type: ignore[misc]
    to = SelectField("À qui", validators=[InputRequired("Choisissez à qui passer cette orientation.")])
    agreed = BooleanField("Le jeune est d’accord, ou la loi le permet")

    def offer(self, structures: Sequence[Structure], platforms: Sequence[Platform]) -> None:
        self.to.choices = {
            "Choisir": [("", "—")],
            "Structures": [(f"structure:{s.id}", s.short_name) for s in structures],
            "Coordination d’un territoire": [(f"platform:{p.id}", p.name) for p in platforms],
        }

    def validate_agreed(self, item: BooleanField) -> None:
        if not item.data:
            raise ValidationError("Demandez-lui d’abord : une autre structure lira ce qui vous a été transmis.")


class StructureForm(FlaskForm):  # type: ignore[misc]
    structure = SelectField("Structure", coerce=int)


class AdviseForm(FlaskForm):  # type: ignore[misc]
    text = TextAreaField("Votre avis", validators=[InputRequired(NEEDED), Length(max=2000)])


class WordsForm(FlaskForm):  # type: ignore[misc]
    """Words that are looked at twice, like a note."""

    kept = BooleanField("Je garde ce texte")


class PostForm(WordsForm):
    """A short message to the other side."""

    text = TextAreaField("Votre message", validators=[InputRequired(NEEDED), Length(max=1000)])


class BulkForm(FlaskForm):  # type: ignore[misc]
    """One answer for several referrals that are alike."""

    reason = select(RefusalReason, "Motif du refus", empty="—")
    text = StringField("Un mot aux structures qui orientent", validators=[Length(max=1000)])


class LinkedForm(FlaskForm):  # type: ignore[misc]
    """What a page without an account sends: its seal stands in place of a token, and a name in place of one."""

    class Meta:
        csrf = False

    signed = StringField(
        "Votre nom et votre fonction",
        validators=[InputRequired("Dites qui répond : la structure vous rappellera."), Length(max=120)],
    )

    @property
    def name(self) -> str:
        return str(self.signed.data).strip()


class LinkedWordsForm(LinkedForm, WordsForm):
    text = TextAreaField("Votre message", validators=[InputRequired(NEEDED), Length(max=1000)])


class LinkedDeclineForm(LinkedForm):
    reason = select(RefusalReason, "Motif", empty="Choisir", validators=[InputRequired("Choisissez un motif.")])
    text = TextAreaField("Un mot à la structure qui oriente", validators=[Length(max=1000)])
