from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from crm.codes.people import NoticeChannel
from crm.codes.referrals import ReferralKind, SharingBasis, Urgency, UrgencyReason
from crm.codes.support import Theme
from crm.fields import NEEDED, CodesField, select
from crm.people.models import InformationNotice
from crm.people.rules.record import MAJORITY
from crm.referrals.rules import SHAREABLE, basis_refused, urgency_refused

GUARDIAN = "Ce jeune est mineur : dites si son représentant légal est informé, ou pourquoi il ne l’est pas."


class ReferForm(FlaskForm):  # type: ignore[misc]
    """All that is written to hand somebody over; each step of it carries the whole."""

    to = HiddenField("À qui", validators=[InputRequired("Choisissez à qui adresser ce jeune.")])
    usual = HiddenField()
    """What was ticked for the recipient: still so, it follows the recipient; changed, it stays."""

    kind = select(ReferralKind, "Vous demandez", default=ReferralKind.REFERRAL)
    theme = select(Theme, "Pour quoi", default=Theme.CHOOSE_JOB)
    urgency = RadioField(
        "Délai souhaité", choices=Urgency.choices(), default=Urgency.NORMAL, coerce=lambda value: Urgency(value)
    )
    urgency_reason = select(UrgencyReason, "Si c’est urgent : pourquoi", empty="Ce n’est pas urgent")
    message = TextAreaField("Pourquoi vous l’orientez", validators=[InputRequired(NEEDED), Length(max=2000)])
    wish = StringField("Ce que le jeune souhaite", validators=[Length(max=500)])
    shared_fields = CodesField("Ce qui est transmis, avec le nom", choices=list(SHAREABLE.items()))
    basis = RadioField(
        "Pourquoi vous pouvez le transmettre",
        choices=SharingBasis.choices(),
        default=SharingBasis.AGREEMENT,
        coerce=lambda value: SharingBasis(value),
    )
    notice = select(NoticeChannel, "Comment vous l’avez informé·e", default=NoticeChannel.ORAL)
    informed = BooleanField("J’ai expliqué au jeune ce qui est transmis, à qui, et pourquoi")
    guardian_informed = BooleanField("Son représentant légal est informé")
    guardian_reason = StringField("Sinon, pourquoi", validators=[Length(max=300)])

    def __init__(self, age: int, notice: InformationNotice | None) -> None:
        super().__init__()
        self.age = age
        if notice:
            given = f"Déjà fait le {notice.given_on:%d/%m/%Y} ({notice.channel.label.lower()})"
            self.notice.choices = [("", given), *NoticeChannel.choices()]
            if not self.is_submitted():
                self.notice.data = None

    @property
    def minor(self) -> bool:
        return self.age < MAJORITY

    def validate_urgency_reason(self, item: Any) -> None:
        if why := urgency_refused(self.urgency.data, item.data, self.age):
            raise ValidationError(why)

    def validate_basis(self, item: RadioField) -> None:
        if why := basis_refused(item.data, self.age):
            raise ValidationError(why)

    def validate_informed(self, item: BooleanField) -> None:
        if not item.data:
            raise ValidationError("Expliquez d’abord au jeune ce qui est transmis.")

    def validate_guardian_reason(self, item: StringField) -> None:
        if self.minor and not self.guardian_informed.data and not (item.data or "").strip():
            raise ValidationError(GUARDIAN)

    def values(self) -> dict[str, Any]:
        """What is written, as `actions.refer` takes it."""
        plain = ("kind", "theme", "urgency", "basis")
        return {
            **{name: self[name].data for name in plain},
            "urgency_reason": self.urgency_reason.data if self.urgency.data is Urgency.URGENT else None,
            "message": self.message.data or "",
            "wish": self.wish.data or "",
            "shared_fields": self.shared_fields.data or [],
            "guardian_informed": self.guardian_informed.data if self.minor else None,
            "guardian_reason": (self.guardian_reason.data or "") if self.minor else "",
        }
