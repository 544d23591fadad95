from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from crm.accounts.models import User
from crm.codes.support import (
    Audience,
    ContactType,
    Discovery,
    EndReason,
    Interest,
    JobContract,
    PathKind,
    Severity,
    SituationCategory,
    Theme,
)
from crm.fields import NEEDED, CodesField, InstantField, select


class WordsForm(FlaskForm):  # type: ignore[misc]
    kept = BooleanField("Je garde ce texte")
    """The author read why some words had better not stand there."""


class ContactForm(WordsForm):
    type = select(ContactType, "Type de contact", default=ContactType.INDIVIDUAL_INTERVIEW)
    happened_at = InstantField("Quand", validators=[InputRequired(NEEDED)])
    minutes = IntegerField(
        "Durée en minutes", validators=[Optional(), NumberRange(1, 1439, "Entre 1 minute et 24 heures.")]
    )
    themes = CodesField("Sujets", choices=Theme.choices(), coerce=lambda value: Theme(value))
    summary = TextAreaField("Ce qui s’est dit", validators=[Length(max=4000)])
    next_step = StringField("Prochaine étape", validators=[Length(max=200)])
    next_step_on = DateField("Pour le", validators=[Optional()])
    situation = select(SituationCategory, "Sa situation a changé ?", empty="Non, ou on ne sait pas")


class NoteForm(WordsForm):
    audience = RadioField(
        "Qui pourra lire cette note",
        choices=Audience.choices(),
        default=Audience.STRUCTURE,
        coerce=lambda value: Audience(value),
    )
    text = TextAreaField("Note", validators=[DataRequired(NEEDED), Length(max=8000)])


class EditNoteForm(WordsForm):
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    text = TextAreaField("Note", validators=[DataRequired(NEEDED), Length(max=8000)])


class SituationForm(FlaskForm):  # type: ignore[misc]
    category = select(SituationCategory, "Situation")
    contract = select(JobContract, "Contrat", empty="Sans objet")
    started_on = DateField("Depuis le", validators=[InputRequired(NEEDED)])
    ended_on = DateField("Jusqu’au", validators=[Optional()])


class BarrierForm(FlaskForm):  # type: ignore[misc]
    theme = select(Theme, "Domaine")
    severity = RadioField("Niveau", choices=Severity.choices(), coerce=lambda value: Severity(value))


class PlanForm(FlaskForm):  # type: ignore[misc]
    next_step = StringField("Prochaine étape", validators=[DataRequired(NEEDED), Length(max=200)])
    next_step_on = DateField("Pour le", validators=[InputRequired(NEEDED)])


class CloseForm(FlaskForm):  # type: ignore[misc]
    reason = select(EndReason, "Motif de fin")


class HandOverForm(FlaskForm):  # type: ignore[misc]
    """To whom and until when; the people are chosen before."""

    to = SelectField("À qui", validators=[InputRequired("Choisissez un·e collègue.")])
    until = DateField("Jusqu’au", validators=[Optional()])

    def __init__(self, colleagues: Sequence[User]) -> None:
        super().__init__()
        self.to.choices = [("", "Choisir…"), *((str(user.uid), user.name) for user in colleagues)]


class PathForm(FlaskForm):  # type: ignore[misc]
    kind = select(PathKind, "C’est")
    text = StringField("En quelques mots", validators=[DataRequired(NEEDED), Length(max=500)])
    theme = select(Theme, "Domaine", empty="Sans objet")
    due_on = DateField("Pour le", validators=[Optional()])


class ExploreForm(FlaskForm):  # type: ignore[misc]
    trade = IntegerField(validators=[InputRequired("Choisissez un métier dans la liste.")])
    how = select(Discovery, "Comment")
    interest = select(Interest, "Ce qu’il en reste")
