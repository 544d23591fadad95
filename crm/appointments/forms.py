from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from crm.codes.appointments import AppointmentLocation, SlotOrigin
from crm.fields import NEEDED, InstantField, select


class MoveForm(FlaskForm):  # type: ignore[misc]
    starts_at = InstantField("Jour et heure", validators=[InputRequired(NEEDED)], render_kw={"step": "300"})


class BookForm(MoveForm):
    minutes = IntegerField(
        "Durée en minutes", default=45, validators=[InputRequired(NEEDED), NumberRange(5, 480, "De 5 à 480 minutes.")]
    )
    counsellor = SelectField("Avec", coerce=int)
    location = select(AppointmentLocation, "Comment", default=AppointmentLocation.OFFICE)
    place = StringField("Lieu, si ce n’est pas dans vos locaux", validators=[Length(max=200)])
    slot_origin = select(SlotOrigin, "Créneau", default=SlotOrigin.AGREED)
