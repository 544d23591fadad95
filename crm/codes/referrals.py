"""Referrals: states, refusals, outcomes."""

from crm.codes import Code


class ReferralKind(Code):
    REFERRAL = "referral", "Orientation"
    TRANSFER = "transfer", "Transfert du suivi"
    OPINION = "opinion", "Demande d’avis"


class ReferralState(Code):
    DRAFT = "draft", "Brouillon"
    PENDING = "pending", "En attente de réponse"
    UNDER_REVIEW = "under_review", "À l’étude"
    ACCEPTED = "accepted", "Acceptée"
    APPOINTMENT_SET = "appointment_set", "Rendez-vous fixé"
    ENGAGED = "engaged", "Pris·e en charge"
    MISSED = "missed", "Rendez-vous manqué"
    DECLINED = "declined", "Refusée"
    EXPIRED = "expired", "Expirée"
    WITHDRAWN = "withdrawn", "Retirée"
    REDIRECTED = "redirected", "Réorientée"
    CLOSED = "closed", "Close"


class Urgency(Code):
    NORMAL = "normal", "Normale"
    SOON = "soon", "Sous 15 jours"
    URGENT = "urgent", "Urgente"


class UrgencyReason(Code):
    """Why a referral may be urgent: nothing else is."""

    TRAINING_DUTY = "training_duty", "16 ou 17 ans, sans école, formation ni emploi"
    BREAK = "break", "Contrat ou formation rompu depuis moins de 15 jours"
    DEADLINE = "deadline", "Une place ou une inscription se ferme dans les 7 jours"
    SAFETY = "safety", "Sans toit ou sans ressources cette semaine"


class SharingBasis(Code):
    AGREEMENT = "agreement", "Accord de la personne"
    LEGAL_DUTY = "legal_duty", "Obligation légale (L.313-7, L.114-1)"


class RefusalReason(Code):
    BENEFICIARY_UNREACHABLE = "beneficiary_unreachable", "Jeune injoignable"
    BENEFICIARY_NO_SHOW = "beneficiary_no_show", "Ne s’est pas présenté·e"
    IN_JOB = "in_job", "Déjà en emploi"
    IN_TRAINING = "in_training", "Déjà en formation"
    NOT_ELIGIBLE = "not_eligible", "Ne remplit pas les conditions"
    NOT_MOBILE = "not_mobile", "Ne peut pas se déplacer"
    NOT_INTERESTED = "not_interested", "N’est pas intéressé·e"
    BARRIERS_PREVENT = "barriers_prevent", "Freins trop importants pour l’instant"
    SESSION_FULL = "session_full", "Complet"
    DUPLICATE = "duplicate", "Demande en double"
    WRONG_TERRITORY = "wrong_territory", "Hors de notre territoire"
    ALREADY_FOLLOWED_HERE = "already_followed_here", "Déjà suivi·e chez nous"
    INCOMPLETE_REQUEST = "incomplete_request", "Demande incomplète"
    OTHER = "other", "Autre"


class ReferralOutcome(Code):
    SUPPORT_STARTED = "support_started", "Accompagnement commencé"
    ONE_OFF_ANSWER = "one_off_answer", "Réponse ponctuelle"
    REDIRECTED_ELSEWHERE = "redirected_elsewhere", "Réorienté·e ailleurs"
    DID_NOT_COME = "did_not_come", "N’est pas venu·e"
    DECLINED_BY_PERSON = "declined_by_person", "A décliné"
    NO_ANSWER_FROM_STRUCTURE = "no_answer_from_structure", "Sans réponse de la structure"
