"""Support: contacts, situations, barriers, schemes."""

from crm.codes import Code


class ContactType(Code):
    INDIVIDUAL_INTERVIEW = "individual_interview", "Entretien individuel"
    PHONE_INTERVIEW = "phone_interview", "Entretien téléphonique"
    VIDEO_INTERVIEW = "video_interview", "Entretien en visio"
    COLLECTIVE_INFORMATION = "collective_information", "Information collective"
    WORKSHOP = "workshop", "Atelier"
    PARTNER_INTERVIEW = "partner_interview", "Entretien chez un partenaire"
    HOME_VISIT = "home_visit", "Visite à domicile"
    IMMERSION_VISIT = "immersion_visit", "Visite en immersion"
    OUTREACH = "outreach", "Aller-vers"
    MEDIATION_NO_CONTACT = "mediation_no_contact", "Démarche sans contact avec le jeune"
    ADMINISTRATIVE = "administrative", "Acte administratif"
    INBOUND_MESSAGE = "inbound_message", "Message reçu du jeune"
    OTHER = "other", "Autre"


class Theme(Code):
    CHOOSE_JOB = "choose_job", "Choisir un métier"
    TRAIN = "train", "Se former"
    PREPARE_APPLICATION = "prepare_application", "Préparer une candidature"
    FIND_JOB = "find_job", "Trouver un emploi"
    CREATE_BUSINESS = "create_business", "Créer une entreprise"
    MOBILITY = "mobility", "Mobilité"
    HOUSING = "housing", "Logement"
    FAMILY_CHILDCARE = "family_childcare", "Famille et garde d’enfant"
    ADMIN_LEGAL = "admin_legal", "Démarches et droits"
    FINANCIAL = "financial", "Ressources"
    HEALTH = "health", "Santé (sans détail)"
    DIGITAL = "digital", "Numérique"
    BASIC_SKILLS = "basic_skills", "Lecture, écriture, calcul"
    REMOBILISATION = "remobilisation", "Remobilisation"
    EQUIPMENT_FOOD = "equipment_food", "Équipement et alimentation"
    INTERNATIONAL = "international", "International"


class Severity(Code):
    NONE = "none", "Levé"
    TO_WATCH = "to_watch", "À surveiller"
    BLOCKING = "blocking", "Bloquant"


class SituationCategory(Code):
    JOB = "job", "Emploi"
    WORK_STUDY = "work_study", "Alternance"
    TRAINING = "training", "Formation"
    IMMERSION = "immersion", "Immersion en entreprise"
    PMSMP = "pmsmp", "PMSMP"
    VOLUNTEERING_CIVIC_SERVICE = "volunteering_civic_service", "Bénévolat ou service civique"
    SCHOOLING = "schooling", "Scolarité"
    JOB_SEEKER = "job_seeker", "Recherche d’emploi"
    NEET_NO_ACTIVITY = "neet_no_activity", "Sans activité"
    UNAVAILABLE_HEALTH = "unavailable_health", "Indisponible"
    CUSTODY = "custody", "Sous main de justice"
    UNKNOWN = "unknown", "Inconnue"


class SituationState(Code):
    PLANNED = "planned", "Prévue"
    ONGOING = "ongoing", "En cours"
    ENDED = "ended", "Terminée"


class JobContract(Code):
    CDI = "cdi", "CDI"
    CDD_GE_6M = "cdd_ge_6m", "CDD de 6 mois ou plus"
    CDD_LT_6M = "cdd_lt_6m", "CDD de moins de 6 mois"
    INTERIM = "interim", "Intérim"
    APPRENTICESHIP = "apprenticeship", "Contrat d’apprentissage"
    PROFESSIONALISATION = "professionalisation", "Contrat de professionnalisation"
    IAE = "iae", "Insertion par l’activité économique"
    PEC_AIDE = "pec_aide", "Contrat aidé"
    SELF_EMPLOYED = "self_employed", "Travail indépendant"
    OTHER = "other", "Autre"


class SupportScheme(Code):
    PACEA = "pacea", "Pacea"
    CEJ = "cej", "Contrat d’engagement jeune"
    OBLIGATION_FORMATION = "obligation_formation", "Obligation de formation"
    TDO = "tdo", "Tous droits ouverts"
    AMBITION_EMPLOI = "ambition_emploi", "Ambition emploi"
    AVENIR_PRO = "avenir_pro", "Avenir pro"
    PROMO_16_18 = "promo_16_18", "Promo 16-18"
    CEP = "cep", "Conseil en évolution professionnelle"
    PMSMP = "pmsmp", "PMSMP"
    E2C = "e2c", "École de la deuxième chance"
    EPIDE = "epide", "Épide"
    SERVICE_CIVIQUE = "service_civique", "Service civique"
    MLDS_ACTION = "mlds_action", "Action MLDS"
    NONE = "none", "Sans dispositif"


class EndReason(Code):
    DURABLE_JOB = "durable_job", "Emploi durable"
    SHORT_JOB = "short_job", "Emploi court"
    TRAINING = "training", "Formation"
    WORK_STUDY = "work_study", "Alternance"
    SCHOOLING = "schooling", "Retour en scolarité"
    SUPPORT_CHANGED = "support_changed", "Changement d’accompagnement"
    YOUTH_REQUEST = "youth_request", "À la demande du jeune"
    COUNSELLOR_OR_ABANDON = "counsellor_or_abandon", "Abandon"
    COMMITMENTS_NOT_MET = "commitments_not_met", "Engagements non tenus"
    AGE_LIMIT = "age_limit", "Limite d’âge"
    MOVED = "moved", "Déménagement"
    CONTRACT_ENDED = "contract_ended", "Fin du contrat d’accompagnement"
    CIVIC_SERVICE = "civic_service", "Service civique"
    BUSINESS_CREATION = "business_creation", "Création d’entreprise"
    ESAT = "esat", "Entrée en Esat"
    RETENTION_PURGE = "retention_purge", "Fin de conservation"
    OTHER = "other", "Autre"


class Audience(Code):
    AUTHOR = "author", "Moi seulement"
    STRUCTURE = "structure", "Ma structure"
    CIRCLE = "circle", "Toutes les structures qui suivent ce jeune"


class Missing(Code):
    PHONE = "phone", "Téléphone"
    EMAIL = "email", "E-mail"
    COMMUNE = "commune", "Commune"
    NOTICE = "notice", "Information donnée"


class Sort(Code):
    NEXT_STEP = "next_step", "Prochaine étape"
    NAME = "name", "Nom"
    SILENT = "silent", "Sans nouvelles depuis le plus longtemps"


class PathKind(Code):
    REQUEST = "request", "Demande"
    PROPOSAL = "proposal", "Proposition"
    STEP = "step", "Étape"


class PathState(Code):
    OPEN = "open", "En cours"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    DONE = "done", "Faite"
    DROPPED = "dropped", "Abandonnée"


class Discovery(Code):
    INTERVIEW = "interview", "Entretien avec un·e professionnel·le"
    WORKSHOP = "workshop", "Atelier"
    VISIT = "visit", "Visite"
    IMMERSION = "immersion", "Stage ou immersion"
    FORUM = "forum", "Forum"
    READING = "reading", "Fiche ou vidéo"


class Interest(Code):
    YES = "yes", "Ça lui plaît"
    MAYBE = "maybe", "À voir"
    NO = "no", "Pas pour cette personne"
