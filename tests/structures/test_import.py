"""Structures and services of data·inclusion, taken in from a file."""

import csv
import io
import json

import pytest
from sqlalchemy import select

from crm.codes.structures import Fee, Network
from crm.structures import actions, rules
from crm.structures.models import Service, Structure
from tests import factories

STRUCTURE = {
    "source": "dora",
    "id": "dora--42",
    "nom": "CIO de Lille",
    "date_maj": "2026-03-02",
    "siret": "13003013300016",
    "code_insee": "59350",
    "telephone": "03 20 00 00 00",
    "horaires_accueil": "Mo-Fr 08:30-12:00; PH off",
    "reseaux_porteurs": ["cio"],
}
SERVICE = {
    "source": "dora",
    "structure_id": "dora--42",
    "id": "dora--7",
    "nom": "Entretien d’orientation",
    "description": "Un entretien pour choisir sa voie.",
    "date_maj": "2026-03-02",
    "thematiques": ["choisir-un-metier--confirmer-son-choix-de-metier", "se-former--trouver-sa-formation"],
    "publics": ["jeunes"],
    "modes_accueil": ["en-presentiel"],
    "frais": "gratuit",
    "zone_eligibilite": ["59"],
    "capacite": 12,
}


def load(*records):
    return actions.load(rules.read("a.json", json.dumps(records).encode()))


def test_a_structure_comes_with_its_services_whatever_their_order(db):
    done, troubles = load(SERVICE, STRUCTURE)
    assert (dict(done), troubles) == ({"added": 2}, [])
    structure = db.scalars(select(Structure)).one()
    assert [line.network for line in structure.networks] == [Network.CIO]
    assert structure.opening_hours == "lun.-ven. 8 h 30-12 h ; jours fériés fermé"
    assert (structure.phone, structure.siret) == ("+33320000000", "13003013300016")
    assert {line.arrondissement_code for line in structure.coverage} == {"595", "596"}
    service = structure.services[0]
    assert (service.themes, service.audiences, service.capacity) == (["choose_job", "train"], ["jeunes"], 12)
    assert (service.fee, service.receptions, service.areas) == (Fee.FREE, ["en-presentiel"], ["59"])


def test_the_same_twice_changes_nothing(db):
    load(STRUCTURE, SERVICE)
    assert dict(load(STRUCTURE, SERVICE)[0]) == {"unchanged": 2}
    assert dict(load(STRUCTURE | {"nom": "CIO de Lille-Centre"}, SERVICE)[0]) == {"changed": 1, "unchanged": 1}
    assert len(db.scalars(select(Structure)).all()) == len(db.scalars(select(Service)).all()) == 1


def test_what_was_typed_here_is_recognised_and_what_was_verified_since_stays(db):
    typed = factories.make_structure("CIO", siret="13003013300016")
    assert dict(load(STRUCTURE)[0]) == {"changed": 1}
    assert (typed.source_id, typed.name, typed.short_name) == ("dora--42", "CIO de Lille", "CIO")
    typed.verified_on, typed.phone = rules.StructureEntry(**STRUCTURE).date_maj.replace(day=3), "+33320000001"
    assert dict(load(STRUCTURE)[0]) == {"unchanged": 1}
    assert typed.phone == "+33320000001"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nom": None}, "nom"),
        ({"date_maj": "hier"}, "date_maj is not a date (YYYY-MM-DD): 'hier'"),
        ({"siret": "123"}, "siret is too short: '123'"),
        ({"reseaux_porteurs": ["club"]}, "reseaux_porteurs is not a value of data·inclusion v1: 'club'"),
        ({"code_insee": "75056"}, "75056 is not one commune of Hauts-de-France"),
        ({"code_insee": None}, "no commune is not one commune"),
        ({"structure_id": "dora--99"}, "its structure dora--99 is not known"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_written(db, change, said):
    bad = (SERVICE if "structure_id" in change else STRUCTURE) | {"id": "dora--bad"} | change
    done, troubles = load(bad, STRUCTURE | {"siret": None})
    assert dict(done) == {"added": 1}
    assert len(troubles) == 1
    assert troubles[0].startswith("row 1 (dora--bad): ")
    assert said in troubles[0]


def test_two_structures_of_one_uai_are_not_one(db):
    school = {"uai": "0590001A", "siret": None}
    done, troubles = load(STRUCTURE | school, STRUCTURE | school | {"id": "dora--43"})
    assert (dict(done), troubles) == ({"added": 1}, ["row 2 (dora--43): its UAI is already that of another structure"])


@pytest.mark.parametrize("listed", ['["jeunes", "familles"]', "{jeunes,familles}", "jeunes,familles"])
def test_a_csv_says_the_same(listed):
    text = io.StringIO()
    row = SERVICE | {"publics": listed, "thematiques": "se-former--trouver-sa-formation", "modes_accueil": ""}
    writer = csv.DictWriter(text, [*row, "_di_surrogate_id"])
    writer.writeheader()
    writer.writerow(row | {"zone_eligibilite": "59"})
    line = rules.read("a.csv", text.getvalue().encode("utf-8-sig"))[0]
    assert line.trouble == ""
    assert rules.values(line.entry.publics) == ["familles", "jeunes"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b"{", "cannot be read as JSON"),
        ("a.json", b"{}", "a list of structures"),
        ("a.csv", b"name,commune\n", "columns of data"),
        ("a.csv", b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_file_that_says_nothing_is_refused(name, content, said):
    with pytest.raises(rules.Unreadable, match=said):
        rules.read(name, content)
