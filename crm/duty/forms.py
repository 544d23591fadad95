from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from crm.codes.duty import Means, ObligationTrigger
from crm.fields import NEEDED, InstantField


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    means = RadioField(
        "Ce qui satisfait l’obligation",
        choices=Means.choices(),
        coerce=lambda value: Means(value),
        validators=[InputRequired("Dites ce qui satisfait l’obligation.")],
    )
    since = DateField("Depuis le", validators=[InputRequired(NEEDED)])


class ExemptForm(FlaskForm):  # type: ignore[misc]
    certified_on = DateField("Date du certificat", validators=[InputRequired(NEEDED)])


class SummonForm(FlaskForm):  # type: ignore[misc]
    trigger = RadioField(
        "Pourquoi",
        choices=ObligationTrigger.choices(),
        coerce=lambda value: ObligationTrigger(value),
        validators=[InputRequired("Dites pourquoi ce jeune est convoqué.")],
    )
    summoned_on = DateField("Date de la convocation", validators=[InputRequired(NEEDED)])
    interview_at = InstantField("Jour et heure de l’entretien", validators=[InputRequired(NEEDED)])
    place = StringField("Lieu", validators=[InputRequired(NEEDED), Length(max=300)])


class TransmitForm(FlaskForm):  # type: ignore[misc]
    transmitted_on = DateField("Transmise le", validators=[InputRequired(NEEDED)])
