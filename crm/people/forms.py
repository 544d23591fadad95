from datetime import datetime
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
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from crm.codes.languages import SpokenLanguage
from crm.codes.people import (
    Childcare,
    EducationLevel,
    GuardianRelation,
    Housing,
    Language,
    LastClass,
    LicenceB,
    Mobility,
    NoticeChannel,
    Sex,
)
from crm.fields import NEEDED, CodesField, PhoneField, select
from crm.people.models import Person
from crm.people.rules.record import forbidden_name, impossible_birth, tidy
from crm.territory.forms import CommuneField
from crm.territory.rules import PARIS


def written_as_a_name(_: FlaskForm, item: StringField) -> None:
    if item.data and (why := forbidden_name(item.data)):
        raise ValidationError(why)


def born_within_reason(_: FlaskForm, item: DateField) -> None:
    if item.data and (why := impossible_birth(item.data, datetime.now(PARIS).date())):
        raise ValidationError(why)


def name_field(label: str, *validators: Any) -> StringField:
    length = Length(max=100, message="Ce nom dépasse cent lettres : gardez ce que dit la pièce d’identité.")
    return StringField(label, filters=[tidy], validators=[*validators, length, written_as_a_name])


class PersonForm(FlaskForm):  # type: ignore[misc]
    given_name = name_field("Prénom", DataRequired(NEEDED))
    family_name = name_field("Nom de naissance", DataRequired(NEEDED))
    usual_name = name_field("Nom d’usage")
    born_on = DateField(
        "Date de naissance", validators=[InputRequired("Donnez le jour, le mois et l’année."), born_within_reason]
    )
    sex = RadioField("Sexe", choices=Sex.choices(), default=Sex.UNKNOWN, coerce=lambda value: Sex(value))
    phone = PhoneField("Téléphone")
    no_phone = BooleanField("N’a pas de téléphone")
    email = EmailField("Adresse e-mail", validators=[Optional(), Email("Cette adresse est incomplète.")])
    no_email = BooleanField("N’a pas d’adresse e-mail")
    messages_agreed = BooleanField("Accepte de recevoir des rappels de rendez-vous", default=True)
    language = select(Language, "Langue des messages", default=Language.FRENCH)
    reminded_shortly = BooleanField("Souhaite aussi un SMS trois heures avant chaque rendez-vous")
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
            "given_name": self.given_name.data,
            "family_name": self.family_name.data,
            "usual_name": self.usual_name.data or None,
            "born_on": self.born_on.data,
            "sex": self.sex.data,
            "phone": self.phone.number,
            "no_phone": self.no_phone.data,
            "email": (self.email.data or "").strip().lower() or None,
            "no_email": self.no_email.data,
            "messages_agreed": self.messages_agreed.data,
            "language": self.language.data,
            "reminded_shortly": self.reminded_shortly.data,
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
    received_in = select(SpokenLanguage, "À recevoir dans une autre langue que le français", empty="Non")

    def values(self) -> dict[str, Any]:
        more = ("education_level", "last_class", "housing", "mobility", "licence_b", "childcare", "received_in")
        return {**super().values(), **{name: self[name].data for name in more}}


class InformForm(FlaskForm):  # type: ignore[misc]
    channel = select(NoticeChannel, "Comment")
    to_guardian = BooleanField("Aussi au représentant légal")


class GuardianForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Nom et prénom", validators=[DataRequired(NEEDED), Length(max=200)])
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


def which(label: str) -> RadioField:
    return RadioField(label, choices=[("kept", "Premier dossier"), ("gone", "Second dossier")], default="kept")


IDENTITY = (
    "given_name",
    "family_name",
    "usual_name",
    "born_on",
    "sex",
    "phone",
    "email",
    "language",
    "commune",
    "address",
)
WHOLE = ("education_level", "last_class", "housing", "mobility", "licence_b", "childcare", "received_in")


class MergeForm(FlaskForm):  # type: ignore[misc]
    """For each field where two files differ, which of them is right."""

    given_name = which("Prénom")
    family_name = which("Nom de naissance")
    usual_name = which("Nom d’usage")
    born_on = which("Date de naissance")
    sex = which("Sexe")
    phone = which("Téléphone")
    email = which("E-mail")
    language = which("Langue des messages")
    commune = which("Commune")
    address = which("Adresse")
    education_level = which("Niveau de diplôme")
    last_class = which("Dernière classe")
    housing = which("Logement")
    mobility = which("Mobilité")
    licence_b = which("Permis B")
    childcare = which("Garde d’enfant")
    received_in = which("À recevoir en")

    def __init__(self, kept: Person, gone: Person, *, whole: bool) -> None:
        """`whole`: may the actor see more than identity and coordinates? If not, the rest is chosen for them."""
        self.kept, self.gone = kept, gone
        self.shown = IDENTITY + (WHOLE if whole else ())
        super().__init__(data={name: self.proposed(name) for name in IDENTITY + WHOLE})

    def proposed(self, name: str) -> str:
        """What is known rather than what is not; else what was confirmed last."""
        ours, theirs = known(self.kept, name), known(self.gone, name)
        if not ours or not theirs:
            return "gone" if theirs else "kept"
        since = [file.confirmed_at or file.created_at for file in (self.kept, self.gone)]
        return "gone" if since[1] > since[0] else "kept"

    def differing(self) -> list[RadioField]:
        return [self[name] for name in self.shown if getattr(self.kept, name) != getattr(self.gone, name)]

    def values(self) -> dict[str, Any]:
        """The columns of the kept file that take the other's values."""
        taken = [name for name in IDENTITY + WHOLE if self.choice(name) == "gone"]
        values = {COLUMNS.get(name, name): getattr(self.gone, COLUMNS.get(name, name)) for name in taken}
        values.update({f"no_{name}": getattr(self.gone, f"no_{name}") for name in ("phone", "email") if name in taken})
        return values

    def choice(self, name: str) -> str:
        return str(self[name].data) if name in self.shown else self.proposed(name)


COLUMNS = {"commune": "commune_code"}


def known(file: Person, name: str) -> Any:
    value = getattr(file, name)
    return (
        None
        if value
        in (Language.FRENCH, Sex.UNKNOWN, EducationLevel.UNKNOWN, Housing.UNKNOWN, Mobility.UNKNOWN, LicenceB.UNKNOWN)
        else value
    )


class RestrictForm(FlaskForm):  # type: ignore[misc]
    users = CodesField("Peuvent ouvrir ce dossier, avec vous", coerce=int)
