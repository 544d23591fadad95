"""What travels with a referral, on what ground, how fast it is wanted, and when it is closed again."""

from collections.abc import Collection
from datetime import date, timedelta

from crm.codes.referrals import SharingBasis, Urgency, UrgencyReason
from crm.codes.structures import Network

SHAREABLE = {
    "born_on": "Date de naissance",
    "phone": "Téléphone",
    "email": "E-mail",
    "commune": "Commune",
    "education_level": "Niveau de diplôme",
    "last_class": "Dernière classe",
    "mobility": "Mobilité",
    "licence_b": "Permis B",
    "received_in": "Langue d’accueil",
    "situation": "Situation actuelle",
    "guardians": "Représentants légaux",
}
"""What may travel besides the names, field by field."""

USUAL = ("born_on", "phone", "email", "commune")
SCHOOL = ("education_level", "last_class", "situation")
WORK = ("education_level", "mobility", "licence_b", "situation")
NEEDS: dict[Network, tuple[str, ...]] = {
    **dict.fromkeys((Network.CIO, Network.MLDS, Network.LYCEE, Network.COLLEGE, Network.UNIVERSITE_SCUIO), SCHOOL),
    **dict.fromkeys((Network.CFA, Network.E2C, Network.EPIDE, Network.AFPA), (*SCHOOL, "mobility")),
    **dict.fromkeys((Network.MISSION_LOCALE, Network.MAISON_EMPLOI_FORMATION, Network.FRANCE_TRAVAIL), WORK),
    **dict.fromkeys((Network.CAP_EMPLOI, Network.PLIE, Network.APEC, Network.CHAMBRE_CONSULAIRE), WORK),
}
"""What each network needs to answer, besides `USUAL` (RGPD, article 5.1.c: no more than that)."""


def usual_fields(networks: Collection[Network], *, pool: bool = False, minor: bool = False) -> list[str]:
    """What is ticked at first for a recipient of these networks, in the order of `SHAREABLE`."""
    wanted = {*USUAL, *(field for network in networks for field in NEEDS.get(network, ()))}
    wanted |= {*WORK} if pool else set()
    wanted |= {"guardians"} if minor else set()
    return [field for field in SHAREABLE if field in wanted]


DUTY_AGES = range(16, 18)
"""Obligation de formation: Code de l'éducation, L.114-1."""

SHARING_AGES = range(16, 26)
"""Those whom platforms follow without their agreement being asked: Code de l'éducation, L.313-7."""

ANSWER = {Urgency.NORMAL: timedelta(days=30), Urgency.SOON: timedelta(days=15), Urgency.URGENT: timedelta(days=3)}


def wanted_by(sent_on: date, urgency: Urgency) -> date:
    """The date that the recipient reads: three days when it is urgent, fifteen, or the thirty of the expiry."""
    return sent_on + ANSWER[urgency]


def urgency_refused(urgency: Urgency, reason: UrgencyReason | None, age: int) -> str:
    """Why this may not be urgent, in a sentence; empty when it may. Urgent has one of four reasons."""
    if urgency is not Urgency.URGENT:
        return ""
    if reason is None:
        return "Une orientation urgente a une raison : choisissez-la, ou demandez une réponse sous 15 jours."
    if reason is UrgencyReason.TRAINING_DUTY and age not in DUTY_AGES:
        return f"Ce jeune a {age} ans : l’obligation de formation concerne les 16-17 ans. Choisissez une autre raison."
    return ""


def basis_refused(basis: SharingBasis, age: int) -> str:
    """Why this ground does not hold at that age, in a sentence; empty when it does."""
    if basis is SharingBasis.LEGAL_DUTY and age not in SHARING_AGES:
        return f"Ce jeune a {age} ans : cette obligation concerne les 16-25 ans. Il faut son accord."
    return ""
