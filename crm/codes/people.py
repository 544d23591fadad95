"""The person, and what is known of their life."""

from crm.codes import Code


class Sex(Code):
    FEMALE = "female", "Femme"
    MALE = "male", "Homme"
    OTHER = "other", "Autre"
    UNKNOWN = "unknown", "Non précisé"


class Language(Code):
    """The value is the locale of the CLDR; Dari is Persian as it is written in Afghanistan."""

    FRENCH = "fr", "Français"
    ARABIC = "ar", "Arabe"
    ENGLISH = "en", "Anglais"
    UKRAINIAN = "uk", "Ukrainien"
    DARI = "fa_AF", "Dari"


class Housing(Code):
    PARENTS_FAMILY = "parents_family", "Chez ses parents ou sa famille"
    AUTONOMOUS_TENANT_PRIVATE = "autonomous_tenant_private", "Locataire, parc privé"
    AUTONOMOUS_TENANT_SOCIAL = "autonomous_tenant_social", "Locataire, parc social"
    FRIENDS_THIRD_PARTY = "friends_third_party", "Hébergé·e par des amis ou un tiers"
    FJT_FOYER = "fjt_foyer", "Foyer de jeunes travailleurs"
    CHRS_EMERGENCY = "chrs_emergency", "Hébergement d’urgence ou CHRS"
    HOTEL = "hotel", "Hôtel"
    MOBILE_HOME = "mobile_home", "Habitat mobile"
    HOMELESS = "homeless", "Sans hébergement"
    OTHER = "other", "Autre"
    UNKNOWN = "unknown", "Non précisé"


class Mobility(Code):
    NONE = "none", "Aucun moyen"
    PUBLIC_TRANSPORT = "public_transport", "Transports en commun"
    BIKE_SCOOTER = "bike_scooter", "Vélo ou scooter"
    CAR = "car", "Voiture"
    UNKNOWN = "unknown", "Non précisé"


class LicenceB(Code):
    NONE = "none", "Pas de permis"
    CODE_IN_PROGRESS = "code_in_progress", "Code en cours"
    CODE_OBTAINED = "code_obtained", "Code obtenu"
    DRIVING_IN_PROGRESS = "driving_in_progress", "Conduite en cours"
    OBTAINED = "obtained", "Permis obtenu"
    SUSPENDED_OR_FOREIGN = "suspended_or_foreign", "Suspendu ou étranger"
    UNKNOWN = "unknown", "Non précisé"


class Childcare(Code):
    NOT_CONCERNED = "not_concerned", "Non concerné·e"
    OK = "ok", "Garde assurée"
    DIFFICULTY = "difficulty", "Difficulté de garde"
    NONE = "none", "Aucune solution de garde"


class EducationLevel(Code):
    BELOW_3_NO_DIPLOMA = "below_3_no_diploma", "Sans diplôme"
    BELOW_3_BREVET_CFG = "below_3_brevet_cfg", "Brevet ou CFG"
    LEVEL_3 = "level_3", "Niveau 3 (CAP, BEP)"
    LEVEL_4 = "level_4", "Niveau 4 (bac, BP)"
    LEVEL_5 = "level_5", "Niveau 5 (BTS, DUT)"
    LEVEL_6 = "level_6", "Niveau 6 (licence)"
    LEVEL_7_8 = "level_7_8", "Niveaux 7 et 8 (master, doctorat)"
    FOREIGN_UNRECOGNISED = "foreign_unrecognised", "Diplôme étranger non reconnu"
    UNKNOWN = "unknown", "Non précisé"


class LastClass(Code):
    C_4E_3E = "4e_3e", "4e ou 3e"
    C_3E_PREPA_SEGPA = "3e_prepa_segpa", "3e prépa-métiers ou Segpa"
    CAP1 = "cap1", "1re année de CAP"
    CAP2 = "cap2", "2e année de CAP"
    SECONDE_PRO = "2nde_pro", "Seconde professionnelle"
    PREMIERE_PRO = "1re_pro", "Première professionnelle"
    TERMINALE_PRO = "tle_pro", "Terminale professionnelle"
    SECONDE_GT = "2nde_gt", "Seconde générale et technologique"
    PREMIERE_GT = "1re_gt", "Première générale ou technologique"
    TERMINALE_GT = "tle_gt", "Terminale générale ou technologique"
    ULIS = "ulis", "Ulis"
    UPE2A = "upe2a", "UPE2A"
    SUP = "sup", "Enseignement supérieur"
    CFA = "cfa", "Apprentissage (CFA)"
    OTHER = "other", "Autre"


class Flag(Code):
    QPV = "qpv", "Quartier prioritaire"
    FRR = "frr", "France ruralités revitalisation"
    RQTH = "rqth", "RQTH"
    ASE_CARE = "ase_care", "Aide sociale à l’enfance"
    REFUGEE_PROTECTION = "refugee_protection", "Protection internationale"
    JUDICIAL_FOLLOWUP = "judicial_followup", "Suivi judiciaire"
    CARER = "carer", "Aidant·e"
    SINGLE_PARENT = "single_parent", "Parent isolé·e"


class GuardianRelation(Code):
    MOTHER = "mother", "Mère"
    FATHER = "father", "Père"
    GUARDIAN = "guardian", "Tuteur ou tutrice"
    ASE = "ase", "Aide sociale à l’enfance"
    OTHER = "other", "Autre"


class CircleReason(Code):
    CREATED = "created", "A créé le dossier"
    EPISODE = "episode", "Accompagnement"
    REFERRAL_SENT = "referral_sent", "Orientation envoyée"
    REFERRAL_ACCEPTED = "referral_accepted", "Orientation acceptée"
    REFERRAL_POOL = "referral_pool", "Orientation à répartir"
    DROPOUT = "dropout", "Suivi du décrochage"
    APPOINTMENT = "appointment", "Rendez-vous pris par un partenaire"


class NoticeChannel(Code):
    ORAL = "oral", "Oral"
    PAPER = "paper", "Papier"
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"


class OptOutSource(Code):
    STOP = "stop", "A répondu STOP"
    ASKED = "asked", "À sa demande"


class NameKind(Code):
    GIVEN = "given", "Prénom"
    FAMILY = "family", "Nom"
    BORN = "born", "Date de naissance"


class PairState(Code):
    SUSPECTED = "suspected", "À vérifier"
    DIFFERENT = "different", "Deux personnes"
    MERGED = "merged", "Fusionnés"


class StoryKind(Code):
    CONTACT = "contact", "Contacts"
    SITUATION = "situation", "Situations"
    NOTE = "note", "Notes"
    APPOINTMENT = "appointment", "Rendez-vous"
    REFERRAL = "referral", "Orientations"
    DROPOUT = "dropout", "Décrochage"
    PATH = "path", "Parcours"
