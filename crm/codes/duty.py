"""The obligation de formation of 16-17 year-olds: where it stands, what satisfies it, why somebody is summoned."""

from crm.codes import Code


class ObligationState(Code):
    TO_CHECK = "to_check", "À vérifier"
    SATISFIED = "satisfied", "Satisfaite"
    EXEMPT_MEDICAL = "exempt_medical", "Exemption médicale"
    NOT_SATISFIED = "not_satisfied", "Non satisfaite"
    SUMMONED = "summoned", "Convoqué·e"
    TO_TRANSMIT = "to_transmit", "À transmettre au département"
    TRANSMITTED_DEPARTMENT = "transmitted_department", "Transmise au département"
    ENDED_MAJORITY = "ended_majority", "Majorité atteinte"


class ObligationTrigger(Code):
    MISSED_INTERVIEW = "missed_interview", "Absence à l’entretien, sans motif"
    LEFT_PATH = "left_path", "Abandon du parcours"
    NO_LONGER_ANSWERS = "no_longer_answers", "Ne répond plus"


class Means(Code):
    """What satisfies the obligation: L.114-1 of the Code de l'éducation, R.114-1 and R.114-2."""

    SCHOOL = "school", "Scolarité"
    APPRENTICESHIP = "apprenticeship", "Apprentissage"
    TRAINING = "training", "Formation professionnelle"
    JOB = "job", "Emploi"
    CIVIC_SERVICE = "civic_service", "Service civique"
    SUPPORT = "support", "Accompagnement ou dispositif d’insertion"
