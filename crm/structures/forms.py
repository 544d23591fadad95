from typing import Any

from flask_wtf import FlaskForm
from stdnum.fr import siret
from wtforms import (
    EmailField,
    IntegerField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

from crm.codes.languages import SpokenLanguage
from crm.codes.structures import MembershipTier, Network
from crm.fields import NEEDED, CodesField, PhoneField
from crm.territory.forms import CommuneField


class StructureForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Nom officiel", validators=[InputRequired(NEEDED), Length(max=200)])
    short_name = StringField("Nom d’usage", validators=[InputRequired(NEEDED), Length(max=80)])
    siret = StringField("SIRET", validators=[Optional()])
    phone = PhoneField("Téléphone à rappeler")
    email = EmailField("Adresse e-mail", validators=[Optional(), Email("Cette adresse est incomplète.")])
    commune = CommuneField("Commune", validators=[InputRequired(NEEDED)])
    address = StringField("Adresse", validators=[Length(max=300)])
    opening_hours = StringField("Horaires", validators=[Length(max=300)])
    tier = SelectField("Adhésion au SPRO", choices=MembershipTier.choices(), coerce=lambda value: MembershipTier(value))
    capacity = IntegerField("Nouveaux jeunes possibles par mois", validators=[Optional(), NumberRange(0, 10000)])
    network_codes = CodesField("Réseaux", choices=Network.choices(), coerce=lambda value: Network(value))
    languages = CodesField("Langues parlées, en plus du français", choices=SpokenLanguage.choices())
    territory = CodesField("Arrondissements couverts")

    def validate_siret(self, item: StringField) -> None:
        if item.data and not siret.is_valid(item.data):
            raise ValidationError("Ce numéro n’est pas un SIRET : il a 14 chiffres, dont une clé de contrôle.")

    def values(self) -> dict[str, Any]:
        plain = ("name", "short_name", "address", "opening_hours", "tier", "capacity")
        return {
            **{name: self[name].data for name in plain},
            "languages": self.languages.data or [],
            "siret": siret.compact(self.siret.data) if self.siret.data else None,
            "phone": self.phone.number,
            "email": self.email.data or None,
            "commune_code": self.commune.code,
        }
