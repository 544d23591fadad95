from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange

from crm.codes.assignment import Part
from crm.fields import NEEDED

HOW_MUCH = [(0, "pas du tout"), (1, "un peu"), (2, "normalement"), (4, "beaucoup"), (8, "avant tout")]


def how_much(label: str) -> SelectField:
    return SelectField(label, choices=HOW_MUCH, coerce=int, default=2)


class WeighForm(FlaskForm):  # type: ignore[misc]
    """How much each part of a proposal counts."""

    travel = how_much("Trajet, compté double sans permis ni transport")
    theme = how_much("Sujet de l’orientation")
    public = how_much("Public habituel")
    language = how_much("Langue")
    continuity = how_much("Déjà connu·e là-bas")
    load = how_much("Charge, par rapport aux places")
    answer = how_much("Délai de réponse habituel")
    urgency = how_much("Urgence")
    duty = how_much("16-17 ans : obligation de formation")
    reach = IntegerField(
        "Pas plus loin que, en km",
        validators=[InputRequired(NEEDED), NumberRange(1, 1000, "Entre 1 et 1 000 km.")],
        render_kw={"inputmode": "numeric"},
    )

    def weights(self) -> dict[Part, int]:
        return {part: self[part.value].data for part in Part}


class MoveForm(FlaskForm):  # type: ignore[misc]
    structure = RadioField("Structure", validators=[InputRequired("Choisissez une structure.")])
