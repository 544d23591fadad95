from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from crm.codes.appointments import AppointmentLocation
from crm.codes.referrals import ReferralOutcome, RefusalReason
from crm.fields import NEEDED, InstantField, select


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
