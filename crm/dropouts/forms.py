from flask_wtf import FlaskForm
from stdnum.util import clean
from wtforms import DateField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from crm.codes.dropouts import AttemptChannel, AttemptResult, DropoutSource, SolutionType, Verification
from crm.fields import NEEDED, select

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def uai(text: str | None) -> str | None:
    """A school's number, in capitals; raises ValidationError when its check letter is wrong."""
    number = clean(text or "", " -").upper()
    if not number:
        return None
    if len(number) != 8 or not number[:7].isdigit() or UAI_LETTERS[int(number[:7]) % 23] != number[7]:
        raise ValidationError("Ce numéro UAI est faux : sept chiffres puis la bonne lettre, par exemple 0590001F.")
    return number


class ReportForm(FlaskForm):  # type: ignore[misc]
    source = select(DropoutSource, "Qui signale", default=DropoutSource.SCHOOL_REPORT)
    reported_on = DateField("Date du signalement", validators=[InputRequired(NEEDED)])
    left_on = DateField("A quitté l’établissement le", validators=[Optional()])
    school_uai = StringField("Numéro UAI de l’établissement")
    school_name = StringField("Nom de l’établissement", validators=[Length(max=200)])

    def validate_school_uai(self, item: StringField) -> None:
        item.data = uai(item.data)


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


class DiscardForm(FlaskForm):  # type: ignore[misc]
    code = SelectField(
        "Pourquoi",
        choices=[c for c in Verification.choices() if c[0] != Verification.CONFIRMED],
        coerce=lambda value: Verification(value),
    )


class AssignForm(FlaskForm):  # type: ignore[misc]
    structure = SelectField("Structure", coerce=int)


class SolutionForm(FlaskForm):  # type: ignore[misc]
    type = select(SolutionType, "Solution")
    where = StringField("Où", validators=[Length(max=200)])
    started_on = DateField("Commencée le", validators=[Optional()])


class StartForm(FlaskForm):  # type: ignore[misc]
    started_on = DateField("Commence le", validators=[InputRequired(NEEDED)])
