from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from crm.fields import NEEDED, CodesField


class PrepareForm(FlaskForm):  # type: ignore[misc]
    place = StringField("Lieu", validators=[Length(max=200)])
    present = CodesField(
        "Structures présentes", coerce=int, validators=[InputRequired("Choisissez au moins une structure.")]
    )


class PlanForm(PrepareForm):
    held_on = DateField("Date", validators=[InputRequired(NEEDED)])


class DecideForm(FlaskForm):  # type: ignore[misc]
    owner = SelectField("Qui s’en charge")
    next_on = DateField("Prochaine étape le", validators=[InputRequired(NEEDED)])
    words = StringField("Ce qui est décidé", validators=[Length(max=500)])


class MinutesForm(FlaskForm):  # type: ignore[misc]
    words = TextAreaField("À retenir, en plus des décisions", validators=[Length(max=5000)])
