"""What a list of each kind may say: fields, how their columns are called, how their cells are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from crm.codes.imports import ImportTarget
from crm.reading import fold


@dataclass(frozen=True)
class Field:
    """One thing that a list may say."""

    label: str
    kind: str
    """A name of `cells.READERS`."""

    called: str
    """Names under which its column is known to arrive, folded, between commas."""

    needed: bool = False

    @cached_property
    def headings(self) -> tuple[str, ...]:
        return tuple(self.called.split(", "))


PERSON = {
    "family_name": Field(
        "Nom",
        "name",
        "nom, nom de naissance, nom de famille, nom famille, nom eleve, nom jeune, nom de l eleve, "
        "nom patronymique, nom apprenti, nom du jeune, nom usage, nom d usage",
        needed=True,
    ),
    "given_name": Field(
        "Prénom",
        "name",
        "prenom, prenoms, prenom 1, prenom eleve, prenom jeune, prenom de l eleve, prenom apprenti, "
        "prenom du jeune, prenom 1 eleve",
        needed=True,
    ),
    "born_on": Field(
        "Date de naissance",
        "birth",
        "date de naissance, date naissance, naissance, ne le, nee le, ne e le, ddn, date naiss, "
        "date nais, dt naissance, date de naiss, date naissance eleve",
        needed=True,
    ),
    "sex": Field(
        "Sexe",
        "sex",
        "sexe, genre, civilite, civ",
    ),
    "phone": Field(
        "Téléphone",
        "phone",
        "telephone, tel, portable, mobile, tel portable, telephone portable, numero de telephone, "
        "tel mobile, telephone mobile, telephone 1, tel 1, tel eleve, telephone jeune, tel jeune",
    ),
    "email": Field(
        "E-mail",
        "email",
        "email, e mail, mail, courriel, adresse mail, adresse electronique, adresse e mail, mel",
    ),
    "commune": Field(
        "Commune",
        "words",
        "commune, ville, commune de residence, code insee, insee, ville de residence, "
        "commune residence, localite, commune eleve, code commune",
    ),
    "postcode": Field(
        "Code postal",
        "postcode",
        "code postal, cp, code postal eleve",
    ),
    "address": Field(
        "Adresse",
        "words",
        "adresse, adresse postale, rue, adresse 1, adresse ligne 1, voie",
    ),
    "guardian_name": Field(
        "Représentant légal",
        "words",
        "representant legal, responsable legal, nom responsable, responsable 1, parent, nom rep legal, "
        "nom responsable legal, nom representant legal, rep legal",
    ),
    "guardian_phone": Field(
        "Téléphone du représentant légal",
        "phone",
        "tel responsable, telephone responsable, tel parent, telephone parent, tel rep legal, "
        "telephone responsable legal, tel responsable legal, telephone representant legal",
    ),
}

DROPOUT = PERSON | {
    "school_uai": Field(
        "UAI de l’établissement d’origine",
        "uai",
        "uai, rne, code uai, uai etablissement, code etablissement, code rne, uai origine, "
        "uai etab origine, numero uai, uai etablissement origine",
    ),
    "school_name": Field(
        "Établissement d’origine",
        "words",
        "etablissement, nom etablissement, etablissement d origine, lycee, college, etab origine, cfa, "
        "etablissement origine, denomination etablissement, organisme de formation",
    ),
    "left_on": Field(
        "Date de sortie",
        "day",
        "date de sortie, date sortie, date de depart, date fin scolarite, date de fin de scolarite, "
        "date de rupture, date rupture, date rupture contrat, sortie le",
    ),
    "diploma": Field(
        "Diplôme obtenu",
        "diploma",
        "diplome, diplome obtenu, plus haut diplome, dernier diplome obtenu, niveau de diplome, "
        "diplome le plus eleve, diplome max",
    ),
    "enrolled": Field(
        "Situation actuelle",
        "enrolled",
        "situation, situation actuelle, rescolarise, reinscrit, scolarise, inscrit a la rentree, "
        "situation a ce jour, scolarise actuellement",
    ),
}

STRUCTURE = {
    "name": Field(
        "Nom",
        "words",
        "nom, denomination, raison sociale, structure, nom structure",
        needed=True,
    ),
    "siret": Field(
        "SIRET",
        "siret",
        "siret, numero siret, n siret",
    ),
    "uai": Field(
        "UAI",
        "uai",
        "uai, rne, code uai",
    ),
    "network": Field(
        "Réseau",
        "words",
        "reseau, type, categorie, reseau porteur",
        needed=True,
    ),
    "commune": Field(
        "Commune",
        "words",
        "commune, ville, code insee",
        needed=True,
    ),
    "postcode": Field(
        "Code postal",
        "postcode",
        "code postal, cp",
    ),
    "address": Field(
        "Adresse",
        "words",
        "adresse, adresse postale, rue",
    ),
    "phone": Field(
        "Téléphone",
        "phone",
        "telephone, tel, standard",
    ),
    "email": Field(
        "E-mail",
        "email",
        "email, e mail, mail, courriel",
    ),
}

FIELDS: dict[ImportTarget, dict[str, Field]] = {
    ImportTarget.DROPOUTS: DROPOUT,
    ImportTarget.PEOPLE: PERSON,
    ImportTarget.STRUCTURES: STRUCTURE,
}


def by_name(heading: str, fields: Mapping[str, Field]) -> str | None:
    """The field whose columns are called so."""
    text = fold(heading)
    return next((name for name, field in fields.items() if text in field.headings), None)
