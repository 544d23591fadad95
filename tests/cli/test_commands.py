"""The command line, in processes of its own, on a database of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from crm.cli import main
from tests.conftest import on_server, server_url

ROOT = Path(__file__).parents[2]


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    on_server(f"CREATE DATABASE {name} TEMPLATE {os.environ['CRM_TEST_TEMPLATE']}")
    settings = {"SECRET_KEY": "c" * 32, "DATABASE_URL": server_url(name), "REDIS_URL": os.environ["CRM_TEST_REDIS"]}
    yield {**os.environ, **settings, "LOG_LEVEL": "WARNING", "SMTP_URL": "smtp://127.0.0.1:1"}
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def env() -> Iterator[dict[str, str]]:
    with database(f"crm_cli_{os.getpid()}") as settings:
        yield settings


@pytest.fixture
def empty() -> Iterator[dict[str, str]]:
    with database(f"crm_cli_empty_{os.getpid()}") as settings:
        yield settings


def crm(env, *arguments, code=0) -> str:
    command = [sys.executable, "-m", "crm", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_accounts_structures_and_lists_come_in(env, tmp_path):
    structures = tmp_path / "structures.csv"
    header, row = (
        "source,id,nom,date_maj,code_insee,reseaux_porteurs",
        "essai,{},Mission locale d’essai,2026-01-02,{},{}",
    )
    lines = [header, row.format("a", "59350", "mission-locale"), row.format("b", "59350", "club")]
    structures.write_text("\n".join(lines))
    assert "row 3 (b): reseaux_porteurs" in crm(env, "structures", "import", structures, code=1)
    structures.write_text("\n".join(lines[:2]))
    assert "0 added, 0 changed, 1 unchanged." in crm(env, "structures", "import", structures)
    structures.write_text("name\n")
    assert "columns of data·inclusion v1 are needed" in crm(env, "structures", "import", structures, code=1)
    known = (
        "user",
        "create",
        "a@example.org",
        "Ana",
        "Essai",
        "--role",
        "counsellor",
        "--structure",
        "Mission locale d’essai",
    )
    secret = {**env, "CRM_PASSWORD": "trois péniches sous la pluie"}
    assert "can sign in" in crm(secret, *known)
    assert "already" in crm(secret, *known, code=1)
    assert "caractères" in crm({**env, "CRM_PASSWORD": "court"}, *known, code=1)
    assert "next messages" in crm(env, "user", "reset", "a@example.org")
    assert "next messages" in crm(env, "user", "invite", "a@example.org")
    assert "No active account" in crm(env, "user", "reset", "b@example.org", code=1)
    people = tmp_path / "people.csv"
    people.write_text("Nom;Prénom;Date de naissance;Commune\nDelobel;Maëva;02/03/2008;Lille\nSans;Date;;Lille\n")
    manager = ("user", "create", "m@example.org", "Mo", "Essai", "--role", "structure_manager")
    crm(secret, *manager, "--structure", "Mission locale d’essai")
    mine = ("people", "import", people, "--as", "m@example.org", "--write")
    assert "1 lines were written" in crm(env, *mine)
    assert "déjà été déposé" in crm(env, *mine, code=1)
    assert "none of the roles" in crm(env, "dropouts", "import", people, "--as", "a@example.org", code=1)
    assert "BROKEN" not in crm(env, "doctor")


def test_messages_that_cannot_leave_are_kept(env):
    assert "messages were taken" in crm(env, "messages", "send-due")


def test_a_quarter_without_data_is_not_let_out(env, tmp_path):
    assert "Aucun contact" in crm(env, "report", "build", "2026-2", code=1)
    assert "No edition of 2026-2" in crm(env, "report", "publish", "2026-2", code=1)
    assert "No edition of 2026-2" in crm(env, "report", "export", "2026-2", "--out", tmp_path, code=1)
    assert "YEAR-NUMBER" in crm(env, "report", "build", "spring", code=1)


def test_any_system_of_tables_is_protected_and_audited(env, tmp_path):
    cells = [{"id": "a", "value": 2}, {"id": "b", "value": 9}, {"id": "c", "value": 8}, {"id": "all", "value": 19}]
    document = {"threshold": 5, "cells": cells, "relations": [{"total": "all", "parts": ["a", "b", "c"]}]}
    given, protected = tmp_path / "in.json", tmp_path / "out.json"
    given.write_text(json.dumps(document))
    crm(env, "report", "protect", given, "--out", protected)
    assert "0 exposed of 2 hidden" in crm(env, "report", "audit", protected)
    naive = json.loads(protected.read_text())
    for cell, source in zip(naive["cells"], cells, strict=True):
        cell["value"] = None if cell["id"] == "a" else source["value"]
    protected.write_text(json.dumps(naive))
    assert "a: between 2 and 2" in crm(env, "report", "audit", protected, code=1)
    given.write_text(json.dumps(document | {"cells": [*cells[:3], {"id": "all", "value": 20}]}))
    assert "add up to 19" in crm(env, "report", "protect", given, "--out", protected, code=2)
    given.write_text("{")
    assert "in.json cannot be read as JSON" in crm(env, "report", "protect", given, "--out", protected, code=2)
    assert "in.json cannot be read as JSON" in crm(env, "report", "audit", given, code=2)
    given.write_text(json.dumps(document))
    assert "0 cells hidden" in crm(env, "report", "protect", given, "--out", protected, "--method", "rounding")
    proof = tmp_path / "proof.json"
    assert "0 exposed of 4 hidden" in crm(env, "report", "audit", protected, "--intervals", proof)
    assert {i["high"] - i["low"] >= 4 for i in json.loads(proof.read_text())["intervals"]} == {True}


def test_the_demo_is_for_an_empty_database_only(empty):
    assert "conseillere@example.org" in crm(empty, "seed", "--people", "100")
    assert "not empty" in crm(empty, "seed", "--people", "100", code=1)


def test_a_missing_setting_is_one_sentence(env):
    bare = {name: value for name, value in env.items() if name != "SECRET_KEY"}
    assert crm(bare, "doctor", code=1).startswith("SECRET_KEY is not set")


def test_files_are_linked_without_a_database(tmp_path):
    ours, theirs, out = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "pairs.csv"
    ours.write_text("id,last_name,first_name,birth_date,phone\n1,Delobel,Maëva,02/03/2008,0639981234\n2,Petit,Tom,,\n")
    theirs.write_text("id,first_name,last_name,birth_date\nx,Maeva,Delobelle,2008-03-02\ny,Enzo,Nowak,2007-01-01\n")
    assert "1 pairs" in crm({**os.environ}, "people", "link", ours, theirs, "--out", out, "--threshold", "0.5")
    header, line = out.read_text().splitlines()
    assert header == "id_a,id_b,probability,explanation"
    assert line.startswith("1,x,0.")
    assert "même date de naissance" in line


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "line 1: no column"),
        (b"id,name\n1,Petit\n", "line 1: no column"),
        (b"id,last_name,last_name\n1,Petit,Petit\n", "line 1: the column \u201clast_name\u201d stands twice"),
        (b"id,last_name\n1,Petit\n1,Petit\n", "line 3: the id 1 stands twice"),
        (b"id,last_name\n1,Petit\n2,Petit,Tom\n", "line 3: 3 cells, 2 columns"),
        (b"id,last_name\n1\n", "line 2: 1 cells, 2 columns"),
        (b"id,last_name\n1,Andr\x81\n", "line 2: neither UTF-8 nor"),
        ("id,last_name\n1,André\n2,Éloi".encode() + b"\xe9\n", "line 3: neither UTF-8 nor"),
        (b'id,last_name\n1,"Petit\n', "line 2: unexpected end"),
        (b"id,last_name\n1,Pe\0tit\n", "line 2: a null character"),
    ],
)
def test_a_file_that_cannot_be_linked_says_which_line(text, why, tmp_path):
    (tmp_path / "a.csv").write_bytes(text)
    done = linked(tmp_path)
    assert done.exit_code == 1
    assert why in done.output
    assert not (tmp_path / "pairs.csv").exists()


def linked(folder):
    arguments = ["people", "link", str(folder / "a.csv"), "--out", str(folder / "pairs.csv"), "--threshold", "0.5"]
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_of_excel_is_linked(encoding, separator, tmp_path):
    lines = [
        "Last_Name,FIRST_NAME ,birth_date,phone,height",
        "Delobel,Maëva,02/03/2008,0639981234,1",
        ",,,,",
        ",Tom,,,",
    ]
    text = "\r\n".join([*lines, "Delobelle,Maeva,2008-03-02,+33 6 39 98 12 34,2"]).replace(",", separator)
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert linked(tmp_path).exit_code == 0
    (line,) = (tmp_path / "pairs.csv").read_text().splitlines()[1:]
    assert line.startswith(("line 5,line 2,", "line 2,line 5,"))


@pytest.mark.parametrize("text", ["id,last_name\n", "last_name\nPetit\n", "id,email,phone\n1,,\n2,,\n"])
def test_a_file_that_says_little_gives_no_pair(text, tmp_path):
    (tmp_path / "a.csv").write_text(text)
    assert linked(tmp_path).output.startswith("0 pairs")


def test_trades_come_in(env, tmp_path):
    file = tmp_path / "trades.csv"
    file.write_text("code_rome,code_appellation,libelle\nZ9999,,Essai\nZ9999,1,Testeuse\n")
    for _ in range(2):
        assert "2 trades were read" in crm(env, "trades", "import", file)
    file.write_text("code_rome,code_appellation,libelle\nZ9999,,\n")
    assert "line 2" in crm(env, "trades", "import", file, code=1)


def test_the_address_for_receipts_is_sealed(env):
    accounts = {
        "region": {"provider": "brevo", "api_key": "k", "sender": "s"},
        "dev": {"provider": "file", "folder": "x"},
    }
    env = {**env, "SMS_ACCOUNTS": json.dumps(accounts)}
    assert re.search(r"/receipts/region\?t=\d+&s=[0-9a-f]{64}\n", crm(env, "messages", "address", "region"))
    for name in ("dev", "nobody"):
        assert "No account" in crm(env, "messages", "address", name, code=1)
    assert "SMS_ACCOUNTS is not" in crm({**env, "SMS_ACCOUNTS": "x"}, "messages", "address", "region", code=1)


def test_a_pool_of_a_file_is_solved_and_counted_again(empty, tmp_path):
    source = tmp_path / "pool.json"
    structures = [{"id": "ML", "capacity": 1, "position": [50.63, 3.06]}, {"id": "MEF", "capacity": 1}]
    people = [{"id": f"R{n}", "position": [50.69, 3.18]} for n in range(3)]
    source.write_text(json.dumps({"structures": structures, "referrals": people}))
    assert "2 placed, 1 waiting" in crm(empty, "referrals", "solve", source)
    answer = json.loads(crm(empty, "referrals", "solve", source, "--json"))
    columns = [line["cost"] for name in ("assignments", "unplaced", "structures") for line in answer[name]]
    assert answer["total"] == answer["bound"] == sum(columns)
    assert len(answer["assignments"][0]["words"]) > 2
    source.write_text('{"structures": []}')
    assert "“structures” and “referrals”" in crm(empty, "referrals", "solve", source, code=2)
    source.write_bytes(b"\xff")
    assert "not UTF-8" in crm(empty, "referrals", "solve", source, code=2)


def test_a_live_pool_is_printed_and_nothing_is_written(empty):
    crm(empty, "db", "upgrade")
    crm(empty, "seed", "--people", "1500")
    assert "Nothing is assigned automatically" in crm(empty, "referrals", "assign", "--pool", "1", code=2)
    assert "No pool is called x" in crm(empty, "referrals", "assign", "--pool", "x", "--dry-run", code=2)
    pool = ("--pool", "PSAD Artois-Littoral", "--dry-run")
    assert "proven the least" in crm(empty, "referrals", "assign", *pool)
    answer = json.loads(crm(empty, "referrals", "assign", *pool, "--json"))
    assert answer["optimal"]
    assert answer["placed"] + answer["waiting"] > 0
