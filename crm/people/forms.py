from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    ValidationError,
)
from wtforms.validators import Email, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from crm.codes.people import (
    Childcare,
    EducationLevel,
    GuardianRelation,
    Housing,
    LastClass,
    LicenceB,
    Mobility,
    NoticeChannel,
    Sex,
)
from crm.fields import NEEDED, PhoneField, select
from crm.territory.forms import CommuneField


class PersonForm(FlaskForm):  # type: ignore[misc]
    given_name = StringField("Prénom", validators=[InputRequired(NEEDED), Length(max=100)])
    family_name = StringField("Nom de naissance", validators=[InputRequired(NEEDED), Length(max=100)])
    usual_name = StringField("Nom d’usage", validators=[Length(max=100)])
    born_on = DateField("Date de naissance", validators=[InputRequired("Donnez le jour, le mois et l’année.")])
    sex = RadioField("Sexe", choices=Sex.choices(), default=Sex.UNKNOWN, coerce=lambda value: Sex(value))
    phone = PhoneField("Téléphone")
    no_phone = BooleanField("N’a pas de téléphone")
    email = EmailField("Adresse e-mail", validators=[Optional(), Email("Cette adresse est incomplète.")])
    no_email = BooleanField("N’a pas d’adresse e-mail")
    messages_agreed = BooleanField("Accepte de recevoir des rappels de rendez-vous", default=True)
    commune = CommuneField("Commune de résidence")
    address = StringField("Adresse", validators=[Length(max=300)])

    def validate_no_phone(self, item: BooleanField) -> None:
        if item.data and self.phone.data:
            raise ValidationError("Un numéro est saisi : effacez-le, ou décochez « N’a pas de téléphone ».")

    def validate_no_email(self, item: BooleanField) -> None:
        if item.data and self.email.data:
            raise ValidationError("Une adresse est saisie : effacez-la, ou décochez « N’a pas d’adresse e-mail ».")

    def values(self) -> dict[str, Any]:
        return {
            "given_name": str(self.given_name.data).strip(),
            "family_name": str(self.family_name.data).strip(),
            "usual_name": (self.usual_name.data or "").strip() or None,
            "born_on": self.born_on.data,
            "sex": self.sex.data,
            "phone": self.phone.number,
            "no_phone": self.no_phone.data,
            "email": (self.email.data or "").strip().lower() or None,
            "no_email": self.no_email.data,
            "messages_agreed": self.messages_agreed.data,
            "commune_code": self.commune.code,
            "address": (self.address.data or "").strip(),
        }


class CreateForm(PersonForm):
    checked = HiddenField()
    """The likely duplicates that were shown: names and birth date, so that a changed name is checked again."""


class EditForm(PersonForm):
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    education_level = select(EducationLevel, "Niveau de diplôme")
    last_class = select(LastClass, "Dernière classe suivie", empty="Non précisée")
    housing = select(Housing, "Logement")
    mobility = select(Mobility, "Mobilité")
    licence_b = select(LicenceB, "Permis B")
    childcare = select(Childcare, "Garde d’enfant")

    def values(self) -> dict[str, Any]:
        more = ("education_level", "last_class", "housing", "mobility", "licence_b", "childcare")
        return {**super().values(), **{name: self[name].data for name in more}}


class InformForm(FlaskForm):  # type: ignore[misc]
    channel = select(NoticeChannel, "Comment")
    to_guardian = BooleanField("Aussi au représentant légal")


class GuardianForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Nom et prénom", validators=[InputRequired(NEEDED), Length(max=200)])
    relation = select(GuardianRelation, "Lien")
    phone = PhoneField("Téléphone")
    email = EmailField("Adresse e-mail", validators=[Optional(), Email("Cette adresse est incomplète.")])
    may_be_contacted = BooleanField("Peut être contacté·e", default=True)

    def values(self) -> dict[str, Any]:
        return {
            "name": str(self.name.data).strip(),
            "relation": self.relation.data,
            "phone": self.phone.number,
            "email": self.email.data or None,
            "may_be_contacted": self.may_be_contacted.data,
        }
