from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from crm.codes.appointments import AppointmentLocation
from crm.codes.referrals import ReferralKind, ReferralOutcome, RefusalReason, SharingBasis, Urgency
from crm.codes.support import Theme
from crm.fields import NEEDED, CodesField, InstantField, select
from crm.referrals.rules import SHAREABLE, USUAL


class ReferForm(FlaskForm):  # type: ignore[misc]
    to = SelectField("À qui", validators=[InputRequired("Choisissez à qui adresser ce jeune.")])
    kind = select(ReferralKind, "Vous demandez", default=ReferralKind.REFERRAL)
    theme = select(Theme, "Pour quoi")
    urgency = RadioField(
        "Délai souhaité", choices=Urgency.choices(), default=Urgency.NORMAL, coerce=lambda value: Urgency(value)
    )
    wish = StringField("Ce que le jeune souhaite", validators=[Length(max=500)])
    message = TextAreaField("Message à la structure", validators=[Length(max=2000)])
    shared_fields = CodesField("Ce qui est transmis, avec le nom", choices=list(SHAREABLE.items()), default=list(USUAL))
    basis = RadioField(
        "Pourquoi vous pouvez le transmettre",
        choices=SharingBasis.choices(),
        default=SharingBasis.AGREEMENT,
        coerce=lambda value: SharingBasis(value),
    )
    informed = BooleanField("J’ai expliqué au jeune ce qui est transmis, à qui, et pourquoi")
    guardian_informed = BooleanField("Son représentant légal est informé")
    guardian_reason = StringField("Sinon, pourquoi", validators=[Length(max=300)])

    def validate_informed(self, item: BooleanField) -> None:
        if not item.data:
            raise ValidationError("Expliquez d’abord au jeune ce qui est transmis.")


class DeclineForm(FlaskForm):  # type: ignore[misc]
    reason = select(RefusalReason, "Motif")
    text = TextAreaField("Un mot à la structure qui oriente", validators=[Length(max=1000)])


class BookForm(FlaskForm):  # type: ignore[misc]
    starts_at = InstantField("Jour et heure", validators=[InputRequired(NEEDED)], render_kw={"step": "300"})
    minutes = IntegerField("Durée en minutes", default=45, validators=[InputRequired(NEEDED), NumberRange(5, 480)])
    location = select(AppointmentLocation, "Comment", default=AppointmentLocation.OFFICE)
    counsellor = SelectField("Avec", coerce=int)


class CloseForm(FlaskForm):  # type: ignore[misc]
    outcome = select(ReferralOutcome, "Ce qui en est sorti")
