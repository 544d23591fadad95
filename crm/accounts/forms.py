from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

from crm.codes.structures import Role

NEEDED = "Ce champ est nécessaire."


class SignInForm(FlaskForm):  # type: ignore[misc]
    email = EmailField("Adresse e-mail", validators=[InputRequired(NEEDED)])
    password = PasswordField("Mot de passe", validators=[InputRequired(NEEDED), Length(max=128)])


class ForgotForm(FlaskForm):  # type: ignore[misc]
    email = EmailField("Adresse e-mail", validators=[InputRequired(NEEDED), Email("Cette adresse est incomplète.")])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    password = PasswordField("Nouveau mot de passe", validators=[InputRequired(NEEDED)])


class InviteForm(FlaskForm):  # type: ignore[misc]
    given_name = StringField("Prénom", validators=[InputRequired(NEEDED), Length(max=100)])
    family_name = StringField("Nom", validators=[InputRequired(NEEDED), Length(max=100)])
    email = EmailField("Adresse e-mail", validators=[InputRequired(NEEDED), Email("Cette adresse est incomplète.")])
    role = SelectField("Rôle", validators=[InputRequired(NEEDED)], coerce=lambda value: Role(value))
    structure = SelectField("Structure", coerce=lambda value: int(value) if value else None)
    platform = SelectField("Plateforme (PSAD)", coerce=lambda value: int(value) if value else None)


WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")


class DigestsForm(FlaskForm):  # type: ignore[misc]
    daily_digest = BooleanField("Chaque matin, s’il y a quelque chose à faire")
    weekly_digest = BooleanField("Une fois par semaine, sur toute la structure")
    digest_weekday = SelectField("Jour du récapitulatif de la semaine", choices=list(enumerate(WEEKDAYS)), coerce=int)
