"""What is written to the person, their guardian and the département, in plain French."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.codes.duty import ObligationTrigger as Trigger

DEPARTEMENTS = {"02": "de l’Aisne", "59": "du Nord", "60": "de l’Oise", "62": "du Pas-de-Calais", "80": "de la Somme"}
WHY = {
    Trigger.MISSED_INTERVIEW: "{whom} à l’entretien qui était prévu, sans que nous en connaissions la raison.",
    Trigger.LEFT_PATH: "{whom} l’accompagnement commencé avec nous avant sa fin.",
    Trigger.NO_LONGER_ANSWERS: "{whom} plus à nos appels ni à nos messages.",
}
"""The three cases of R.114-7."""

YOU = {
    Trigger.MISSED_INTERVIEW: "Vous n’êtes pas venu·e",
    Trigger.LEFT_PATH: "Vous avez arrêté",
    Trigger.NO_LONGER_ANSWERS: "Vous ne répondez",
}
THEY = {
    Trigger.MISSED_INTERVIEW: "{name} n’est pas venu·e",
    Trigger.LEFT_PATH: "{name} a arrêté",
    Trigger.NO_LONGER_ANSWERS: "{name} ne répond",
}


@dataclass(frozen=True)
class Summons:
    """What a summons says; dates and hours are already words."""

    name: str
    birthday: str
    """« 3 mai 2027 »."""

    trigger: Trigger
    interview: str
    """« le mardi 12 janvier 2027 à 14 h 30 »."""

    place: str
    phone: str
    due: str
    departement: str


def of_departement(code: str | None) -> str:
    """« du Nord »; nothing for one that is not ours."""
    return DEPARTEMENTS.get(code or "", "")


def summons(said: Summons, *, guardian: bool) -> tuple[str, list[str]]:
    """The subject and the paragraphs of the formal summons, to the person or to their guardian (R.114-7)."""
    why = WHY[said.trigger].format(whom=(THEY if guardian else YOU)[said.trigger].format(name=said.name))
    council = f"le président du conseil départemental {said.departement}".rstrip()
    until = (
        f"Jusqu’à ses 18 ans, le {said.birthday}, {said.name} doit être"
        if guardian
        else (f"Jusqu’à vos 18 ans, le {said.birthday}, vous devez être")
    )
    come = (
        f"Nous vous demandons de venir avec {said.name} à un entretien"
        if guardian
        else "Nous vous demandons de venir avec votre représentant légal à un entretien"
    )
    find = f"avec {said.name} et avec vous" if guardian else "avec vous"
    return (
        "Convocation à un entretien (obligation de formation)",
        [
            "Madame, Monsieur," if guardian else "Bonjour,",
            (
                f"{until} en formation, en emploi, en service civique ou accompagné·e vers l’un d’eux. C’est "
                "l’obligation de formation (article L. 114-1 du code de l’éducation). Un diplôme n’en dispense pas."
            ),
            why,
            f"{come}, {said.interview}, à cette adresse : {said.place}.",
            (
                f"Nous y chercherons {find} une solution qui convienne : retour au lycée, apprentissage, formation, "
                "emploi, service civique, accompagnement. Tout peut se dire, rien n’est décidé d’avance."
            ),
            (
                f"Si cette date ne convient pas, appelez-nous au {said.phone} : nous en trouverons une autre. Si la "
                "santé empêche de suivre une formation, un certificat médical suffit ; nous n’en gardons que la date."
            ),
            (
                f"Sans nouvelles d’ici au {said.due} inclus, c’est-à-dire deux mois après cette convocation, la loi "
                f"nous demande d’informer {council}, dont les services peuvent proposer une aide (article R. 114-7 "
                "du code de l’éducation)."
            ),
        ],
    )


@dataclass(frozen=True)
class Transmission:
    """What the département needs, and no more: no note, nothing about health."""

    person: Sequence[str]
    guardians: Sequence[str]
    trigger: Trigger
    facts: Sequence[str]
    """What was tried, dated and counted."""

    sender: Sequence[str]


def sheet(said: Transmission) -> list[tuple[str, list[str]]]:
    """The parts of the sheet prepared for the président du conseil départemental (R.114-7)."""
    return [
        ("Le ou la jeune", list(said.person)),
        ("Représentants légaux", list(said.guardians) or ["Aucun n’est connu de nos services."]),
        (
            "Motif",
            [said.trigger.label, "Article R. 114-7 du code de l’éducation, après convocation restée sans effet."],
        ),
        ("Ce qui a été fait", list(said.facts)),
        ("Qui transmet", list(said.sender)),
        (
            "À savoir",
            [
                "Cette fiche ne contient ni note de suivi, ni information de santé.",
                (
                    "Elle ne remplace pas une information préoccupante : si un enfant paraît en danger, contactez la "
                    "CRIP du département ou le 119."
                ),
            ],
        ),
    ]
