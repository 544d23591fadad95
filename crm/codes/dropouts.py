"""School dropouts: sources, verification, attempts, solutions."""

from crm.codes import Code


class DropoutSource(Code):
    SIEI_RIO_LIST = "siei_rio_list", "Liste SIEI / RIO"
    SCHOOL_REPORT = "school_report", "Signalement d’un établissement"
    CFA_RUPTURE = "cfa_rupture", "Rupture de contrat en CFA"
    MISSION_LOCALE = "mission_locale", "Mission locale"
    CIO = "cio", "CIO"
    FAMILY = "family", "Famille"
    SELF = "self", "Le jeune"
    SOCIAL_SERVICE = "social_service", "Service social"
    JDC = "jdc", "Journée défense et citoyenneté"
    OTHER = "other", "Autre"


class Verification(Code):
    CONFIRMED = "confirmed", "Décrochage confirmé"
    RE_ENROLLED_ELSEWHERE = "re_enrolled_elsewhere", "Inscrit·e ailleurs"
    PRIVATE_OR_ABROAD = "private_or_abroad", "Hors contrat ou à l’étranger"
    APPRENTICESHIP_FOUND = "apprenticeship_found", "En apprentissage"
    ALREADY_GRADUATED = "already_graduated", "Déjà diplômé·e"
    MOVED_OUT_OF_REGION = "moved_out_of_region", "A quitté la région"
    DUPLICATE = "duplicate", "Doublon"
    DECEASED = "deceased", "Décédé·e"
    UNDER_16 = "under_16", "Moins de 16 ans"
    EXEMPT_MEDICAL = "exempt_medical", "Exempté·e (certificat médical)"


class DropoutState(Code):
    REPORTED = "reported", "Signalé·e"
    TO_CONTACT = "to_contact", "À contacter"
    CONTACTING = "contacting", "Contact en cours"
    UNREACHABLE = "unreachable", "Injoignable"
    REACHED = "reached", "Joint·e"
    INTERVIEW_SET = "interview_set", "Entretien fixé"
    ASSESSED = "assessed", "Reçu·e"
    SOLUTION_PROPOSED = "solution_proposed", "Solution proposée"
    IN_SOLUTION = "in_solution", "En solution"
    STABILISED = "stabilised", "Stabilisé·e"
    REFUSED_SUPPORT = "refused_support", "Refuse l’accompagnement"
    NOT_CONCERNED = "not_concerned", "Non concerné·e"
    TRANSFERRED = "transferred", "Transféré·e"
    CLOSED = "closed", "Clos"


class DropoutCause(Code):
    UNWANTED_TRACK = "unwanted_track", "Filière non choisie"
    NO_PLACE = "no_place", "Pas de place"
    ABSENTEEISM = "absenteeism", "Absentéisme"
    CONFLICT_EXCLUSION = "conflict_exclusion", "Conflit ou exclusion"
    HEALTH = "health", "Santé"
    FAMILY_DUTIES = "family_duties", "Charges familiales"
    MONEY_NEED_WORK = "money_need_work", "Besoin de travailler"
    PREGNANCY_PARENTHOOD = "pregnancy_parenthood", "Grossesse ou parentalité"
    MOBILITY_DISTANCE = "mobility_distance", "Distance, transport"
    CONTRACT_RUPTURE = "contract_rupture", "Rupture de contrat"
    HARASSMENT = "harassment", "Harcèlement"
    LANGUAGE = "language", "Langue"
    UNKNOWN = "unknown", "Non précisée"


class AttemptChannel(Code):
    CALL = "call", "Appel"
    VOICEMAIL = "voicemail", "Message vocal"
    SMS = "sms", "SMS"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Courrier"
    REGISTERED_LETTER = "registered_letter", "Courrier recommandé"
    HOME_VISIT = "home_visit", "Visite à domicile"
    VIA_GUARDIAN = "via_guardian", "Par le représentant légal"
    VIA_SCHOOL = "via_school", "Par l’établissement"
    VIA_SOCIAL_WORKER = "via_social_worker", "Par le travailleur social"
    SOCIAL_NETWORK = "social_network", "Réseau social"


class AttemptResult(Code):
    REACHED = "reached", "Joint·e"
    NO_ANSWER = "no_answer", "Pas de réponse"
    MESSAGE_LEFT = "message_left", "Message laissé"
    WRONG_NUMBER = "wrong_number", "Faux numéro"
    BOUNCED = "bounced", "Non distribué"
    REFUSED = "refused", "Refuse d’échanger"
    THIRD_PARTY_INFORMED = "third_party_informed", "Un proche prévenu"


class SolutionType(Code):
    BACK_TO_SCHOOL_INITIAL = "back_to_school_initial", "Retour en formation initiale"
    MICRO_LYCEE_RETURN_STRUCTURE = "micro_lycee_return_structure", "Micro-lycée, structure de retour à l’école"
    APPRENTICESHIP = "apprenticeship", "Apprentissage"
    VOCATIONAL_TRAINING = "vocational_training", "Formation professionnelle"
    E2C = "e2c", "École de la deuxième chance"
    EPIDE = "epide", "Épide"
    PROMO_16_18 = "promo_16_18", "Promo 16-18"
    MLDS_ACTION = "mlds_action", "Action MLDS"
    CIVIC_SERVICE = "civic_service", "Service civique"
    JOB = "job", "Emploi"
    SUPPORT_PACEA = "support_pacea", "Pacea"
    SUPPORT_CEJ = "support_cej", "Contrat d’engagement jeune"
    SUPPORT_OTHER = "support_other", "Autre accompagnement"
    MEDICO_SOCIAL = "medico_social", "Établissement médico-social"
    SMV = "smv", "Service militaire volontaire"
    EXEMPT_MEDICAL = "exempt_medical", "Exemption médicale"


class SolutionStatus(Code):
    PROPOSED = "proposed", "Proposée"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    STARTED = "started", "Commencée"
    MAINTAINED = "maintained", "Maintenue"
    BROKEN = "broken", "Rompue"
    COMPLETED = "completed", "Terminée"


class ExitReason(Code):
    QUALIFIED = "qualified", "Qualifié·e"
    SOLUTION_STABLE = "solution_stable", "Solution stable"
    AGED_OUT_26 = "aged_out_26", "26 ans révolus"
    MOVED = "moved", "Déménagement"
    REFUSED_SUPPORT = "refused_support", "Refus d’accompagnement"
    UNREACHABLE_CLOSED = "unreachable_closed", "Injoignable"
    TRANSFERRED_DEPARTMENT = "transferred_department", "Transféré·e au département"
    NOT_CONCERNED = "not_concerned", "Non concerné·e"
    DECEASED = "deceased", "Décédé·e"


class EditionState(Code):
    BUILDING = "building", "En préparation"
    DRAFT = "draft", "À relire"
    SIGNED_OFF = "signed_off", "Validé"
    PUBLISHED = "published", "Publié"
    REPLACED = "replaced", "Remplacé"
    ARCHIVED = "archived", "Archivé"


class ContactTemplate(Code):
    CALL_BACK = "call_back", "Demande de rappel"
    TRIED = "tried", "Après un appel sans réponse"
    INVITE = "invite", "Proposition de rendez-vous"
    NEWS = "news", "Prendre des nouvelles"
