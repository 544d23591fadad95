"""Code lists of files that come in."""

from crm.codes import Code


class ImportTarget(Code):
    DROPOUTS = "dropouts", "Jeunes en décrochage"
    PEOPLE = "people", "Jeunes accompagnés"
    STRUCTURES = "structures", "Structures"


class ImportState(Code):
    MAPPING = "mapping", "Colonnes à vérifier"
    READING = "reading", "Lecture en cours"
    READY = "ready", "À relire"
    WRITING = "writing", "Écriture en cours"
    WRITTEN = "written", "Importé"
    UNDOING = "undoing", "Annulation en cours"
    UNDONE = "undone", "Annulé"


class RowVerdict(Code):
    NEW = "new", "Nouveau"
    KNOWN = "known", "Déjà connu·e"
    REPEATED = "repeated", "En double dans le fichier"
    NOT_CONCERNED = "not_concerned", "Non concerné·e"
    INVALID = "invalid", "À corriger"


class RowCause(Code):
    """Why a line has its verdict: lines of one cause may be decided together."""

    NONE = "none", "Inconnu·e jusqu’ici"
    SAME = "same", "Mêmes noms et date de naissance qu’un dossier"
    ALIKE = "alike", "Ressemble à un dossier"
    LISTED = "listed", "Déjà suivi·e, venu·e d’une liste de la même source"
    TWICE = "twice", "Même personne qu’une ligne précédente"
    RESEMBLING = "resembling", "Ressemble à une ligne précédente"
    UNDER_AGE = "under_age", "Moins de 16 ans"
    ELSEWHERE = "elsewhere", "Hors de la région"
    GRADUATED = "graduated", "Déjà diplômé·e"
    ENROLLED = "enrolled", "De nouveau scolarisé·e ou en formation"
    MISSING = "missing", "Case vide"
    UNREAD = "unread", "Case illisible"
    FORBIDDEN = "forbidden", "Numéro interdit"


class RowDecision(Code):
    IMPORT = "import", "Importer"
    LINK = "link", "Rattacher au dossier existant"
    SKIP = "skip", "Écarter"
