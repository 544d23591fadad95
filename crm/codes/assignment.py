"""Assignment of a pool: the parts of a cost, and what forbids a pair."""

from enum import StrEnum

from crm.codes import Code


class Part(Code):
    """What one candidate costs, part by part."""

    TRAVEL = "travel", "Trajet"
    THEME = "theme", "Sujet"
    PUBLIC = "public", "Public"
    LANGUAGE = "language", "Langue"
    CONTINUITY = "continuity", "Continuité"
    LOAD = "load", "Charge"
    ANSWER = "answer", "Délai de réponse"
    URGENCY = "urgency", "Urgence"
    DUTY = "duty", "Âge et obligation légale"


class Limit(StrEnum):
    """Why a structure cannot take somebody, whatever it would cost."""

    CLOSED = "closed"
    SENDER = "sender"
    DECLINED = "declined"
    CONFLICT = "conflict"
    AGE = "age"
    COVERAGE = "coverage"
    DISTANCE = "distance"
    CAPACITY = "capacity"
