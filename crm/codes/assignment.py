"""Assignment of a pool: the parts of a cost, how much they count, what forbids a pair."""

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


class Limit(Code):
    """Why a structure cannot take somebody, whatever it would cost."""

    CLOSED = "closed", "fermée"
    SENDER = "sender", "à l’origine de l’orientation"
    DECLINED = "declined", "a déjà refusé"
    CONFLICT = "conflict", "écartée par la coordination"
    AGE = "age", "ne reçoit pas à cet âge"
    COVERAGE = "coverage", "ne couvre pas sa commune"
    DISTANCE = "distance", "trop loin"
    CAPACITY = "capacity", "sans place"
