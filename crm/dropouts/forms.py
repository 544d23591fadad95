from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

from crm.codes.dropouts import (
    AttemptChannel,
    AttemptResult,
    ContactTemplate,
    DropoutSource,
    ExitReason,
    SolutionType,
    Verification,
)
from crm.codes.people import LastClass
from crm.dropouts.rules import NOT_CONFIRMED, read_uai
from crm.fields import NEEDED, PhoneField, select
from crm.people.rules.record import forbidden_name, impossible_birth, tidy
from crm.territory.forms import CommuneField
from crm.territory.rules import PARIS

UAI = "Ce numéro UAI est faux : sept chiffres puis la bonne lettre, par exemple 0590001F."
LONGEST_LINK = 365


class UaiField(StringField):
    """The number of a school, with its check letter; what was typed stays when it is wrong."""

    number: str | None = None

    def pre_validate(self, _: Any) -> None:
        self.number = read_uai(self.data) if self.data else None
        if self.data and self.number is None:
            raise ValidationError(UAI)


class ReportForm(FlaskForm):  # type: ignore[misc]
    source = select(DropoutSource, "Qui signale", default=DropoutSource.SCHOOL_REPORT)
    reported_on = DateField("Date du signalement", validators=[InputRequired(NEEDED)])
    left_on = DateField("A quitté l’établissement le", validators=[Optional()])
    school_uai = UaiField("Numéro UAI de l’établissement")
    school_name = StringField("Nom de l’établissement", validators=[Length(max=200)])


class LinkForm(FlaskForm):  # type: ignore[misc]
    label = StringField("Pour qui", validators=[InputRequired(NEEDED), Length(max=120)])
    source = select(DropoutSource, "Qui signale", default=DropoutSource.SCHOOL_REPORT)
    school_uai = UaiField("Numéro UAI de l’établissement")
    days = IntegerField(
        "Valable combien de jours",
        default=60,
        validators=[InputRequired(NEEDED), NumberRange(1, LONGEST_LINK, f"De 1 à {LONGEST_LINK} jours.")],
    )


class LinkedReportForm(FlaskForm):  # type: ignore[misc]
    """What somebody without an account knows of a young person: the fewest lines that let one call."""

    class Meta:
        csrf = False  # the page’s seal stands in its place

    given_name = StringField("Prénom", filters=[tidy], validators=[InputRequired(NEEDED), Length(max=100)])
    family_name = StringField("Nom", filters=[tidy], validators=[InputRequired(NEEDED), Length(max=100)])
    born_on = DateField("Date de naissance", validators=[InputRequired(NEEDED)])
    phone = PhoneField("Téléphone du jeune")
    email = EmailField("E-mail du jeune", validators=[Optional(), Email("Cette adresse est incomplète.")])
    guardian_name = StringField("Nom d’un parent ou représentant légal", filters=[tidy], validators=[Length(max=150)])
    guardian_phone = PhoneField("Son téléphone")
    address = StringField("Adresse", validators=[Length(max=200)])
    commune = CommuneField("Commune")
    last_class = select(LastClass, "Dernière classe", empty="—")
    left_on = DateField("N’y est plus depuis le", validators=[Optional()])
    school_name = StringField("Établissement quitté", validators=[Length(max=200)])
    signed = StringField("Votre nom et votre fonction", validators=[InputRequired(NEEDED), Length(max=120)])

    def validate_given_name(self, item: StringField) -> None:
        if item.data and (why := forbidden_name(item.data)):
            raise ValidationError(why)

    validate_family_name = validate_given_name

    def validate_born_on(self, item: DateField) -> None:
        if item.data and (why := impossible_birth(item.data, datetime.now(PARIS).date())):
            raise ValidationError(why)

    def validate_signed(self, _: StringField) -> None:
        if not (self.phone.data or self.email.data or self.guardian_phone.data or self.address.data):
            raise ValidationError(
                "Donnez au moins un moyen de joindre ce jeune : téléphone, e-mail, parent ou adresse."
            )

    def values(self) -> dict[str, Any]:
        return {
            "given_name": self.given_name.data,
            "family_name": self.family_name.data,
            "born_on": self.born_on.data,
            "phone": self.phone.number,
            "email": (self.email.data or "").strip() or None,
            "guardian_name": self.guardian_name.data,
            "guardian_phone": self.guardian_phone.number,
            "address": (self.address.data or "").strip(),
            "commune_code": self.commune.code,
            "last_class": self.last_class.data,
            "left_on": self.left_on.data,
            "school_name": (self.school_name.data or "").strip(),
        }


class AttemptForm(FlaskForm):  # type: ignore[misc]
    channel = RadioField(
        "Par quel moyen",
        choices=AttemptChannel.choices(),
        default=AttemptChannel.CALL,
        coerce=lambda value: AttemptChannel(value),
    )
    result = RadioField(
        "Résultat",
        choices=AttemptResult.choices(),
        coerce=lambda value: AttemptResult(value),
        validators=[InputRequired("Dites ce que l’essai a donné.")],
    )
    comment = StringField("Précision", validators=[Length(max=500)])
    again_on = DateField("À rappeler le", validators=[Optional()])


class WriteForm(FlaskForm):  # type: ignore[misc]
    template = RadioField(
        "Quel message",
        choices=ContactTemplate.choices(),
        default=ContactTemplate.TRIED,
        coerce=lambda value: ContactTemplate(value),
    )


class DiscardForm(FlaskForm):  # type: ignore[misc]
    code = SelectField(
        "Pourquoi",
        choices=[("", "Choisir"), *((code.value, code.label) for code in NOT_CONFIRMED)],
        coerce=lambda value: Verification(value) if value else None,
        validators=[InputRequired("Dites pourquoi.")],
    )


class CloseForm(FlaskForm):  # type: ignore[misc]
    reason = SelectField("Pourquoi", coerce=lambda value: ExitReason(value))


class TransferForm(FlaskForm):  # type: ignore[misc]
    to = SelectField("Où", validators=[InputRequired("Dites où.")])


class AssignForm(FlaskForm):  # type: ignore[misc]
    structure = SelectField("Structure", coerce=int)
    owner = SelectField("Suivi par", default="")


class SolutionForm(FlaskForm):  # type: ignore[misc]
    type = select(SolutionType, "Solution", empty="Choisir", validators=[InputRequired("Choisissez une solution.")])
    where = StringField("Où", validators=[Length(max=200)])
    started_on = DateField("Commencée le", validators=[Optional()])


class StartForm(FlaskForm):  # type: ignore[misc]
    started_on = DateField("Commencée le", validators=[InputRequired(NEEDED)])
