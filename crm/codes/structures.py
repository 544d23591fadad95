"""Structures, their networks, and the roles of those who work in them."""

from crm.codes import Code


class Network(Code):
    MISSION_LOCALE = "mission_locale", "Mission locale"
    MAISON_EMPLOI_FORMATION = "maison_emploi_formation", "Maison de l’emploi et de la formation"
    CIO = "cio", "Centre d’information et d’orientation"
    MLDS = "mlds", "Mission de lutte contre le décrochage scolaire"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    CAP_EMPLOI = "cap_emploi", "Cap emploi"
    CFA = "cfa", "Centre de formation d’apprentis"
    CHAMBRE_CONSULAIRE = "chambre_consulaire", "Chambre consulaire"
    PLIE = "plie", "Plan local pour l’insertion et l’emploi"
    E2C = "e2c", "École de la deuxième chance"
    EPIDE = "epide", "Établissement pour l’insertion dans l’emploi"
    AFPA = "afpa", "Afpa"
    APEC = "apec", "Apec"
    CEP_OPERATOR = "cep_operator", "Opérateur de conseil en évolution professionnelle"
    PROCH_INFO_FORMATION = "proch_info_formation", "Espace Proch’Info-Formation"
    INFORMATION_JEUNESSE = "information_jeunesse", "Information jeunesse"
    LYCEE = "lycee", "Lycée"
    COLLEGE = "college", "Collège"
    UNIVERSITE_SCUIO = "universite_scuio", "Service d’orientation d’université"
    PJJ = "pjj", "Protection judiciaire de la jeunesse"
    DEPARTEMENT_ASE = "departement_ase", "Aide sociale à l’enfance"
    CCAS = "ccas", "Centre communal d’action sociale"
    PREVENTION_SPECIALISEE = "prevention_specialisee", "Prévention spécialisée"
    AUTRE = "autre", "Autre"


class MembershipTier(Code):
    DE_DROIT = "de_droit", "Membre de droit"
    LABELLISE = "labellise", "Membre labellisé"
    PARTENAIRE_LOCAL = "partenaire_local", "Partenaire local"


class ServiceLevel(Code):
    PREMIER_ACCUEIL = "premier_accueil", "Premier accueil"
    CONSEIL_PERSONNALISE = "conseil_personnalise", "Conseil personnalisé"
    ACCOMPAGNEMENT = "accompagnement", "Accompagnement"


class Audience(Code):
    """Whom a service is for: data·inclusion v1, `publics`."""

    EVERYBODY = "tous-publics", "Tous publics"
    WORKING = "actifs", "Actifs"
    MINIMUM_INCOME = "beneficiaires-des-minimas-sociaux", "Bénéficiaires des minimas sociaux"
    JOB_SEEKERS = "demandeurs-emploi", "Demandeurs d’emploi"
    STUDENTS = "etudiants", "Étudiants"
    FAMILIES = "familles", "Familles"
    WOMEN = "femmes", "Femmes"
    YOUNG = "jeunes", "Jeunes"
    DISABLED = "personnes-en-situation-de-handicap", "Personnes en situation de handicap"
    URGENT = "personnes-en-situation-durgence", "Personnes en situation d’urgence"
    LEGAL = "personnes-en-situation-juridique-specifique", "Personnes en situation juridique spécifique"
    EXILED = "personnes-exilees", "Personnes exilées"
    DEPRIVED_AREAS = "residents-qpv-frr", "Résidents en QPV ou FRR"
    SENIORS = "seniors", "Séniors"


class Reception(Code):
    """How a service receives: data·inclusion v1, `modes_accueil`."""

    REMOTE = "a-distance", "À distance"
    ON_SITE = "en-presentiel", "En présentiel"


class Fee(Code):
    """data·inclusion v1, `frais`."""

    FREE = "gratuit", "Gratuit"
    PAID = "payant", "Payant"


class Role(Code):
    COUNSELLOR = "counsellor", "Conseiller·ère"
    STRUCTURE_MANAGER = "structure_manager", "Responsable de structure"
    PSAD_COORDINATOR = "psad_coordinator", "Coordination PSAD"
    REGIONAL_ANALYST = "regional_analyst", "Région"
    DPO = "dpo", "Protection des données"
    PLATFORM_ADMIN = "platform_admin", "Administration"


class LinkPurpose(Code):
    INVITATION = "invitation", "Invitation"
    RESET = "reset", "Nouveau mot de passe"
