"""The whole story, written in blocks so that its size does not matter."""

import csv
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

from flask import current_app
from psycopg import Connection
from sqlalchemy import insert, literal, select

from crm.accounts.models import Membership
from crm.codes.dropouts import DropoutSource
from crm.codes.structures import Role
from crm.db import db, transaction
from crm.demo import agenda, duty, lists, psad
from crm.demo.dropouts import drop_out
from crm.demo.lives import be_born, live
from crm.demo.pen import Person, Story
from crm.demo.referrals import refer
from crm.demo.slips import type_again
from crm.demo.structures import found
from crm.demo.writing import Tables
from crm.dropouts import actions as dropouts
from crm.duty import actions as obligations
from crm.reports import actions as reports
from crm.reports.rules.life import older
from crm.reports.rules.tables import before, quarter_of
from crm.structures.models import ChannelSetting, Structure
from crm.support.actions import load_sample_trades
from crm.territory.actions import COMMUNES, load_reference
from crm.territory.rules import PARIS

SEED = 32
BLOCK = 10_000
REFERRED, DROPPED, TWINS, SIBLINGS, TWICE = 0.16, 0.18, 0.06, 0.06, 0.01
"""Shares of the people: a relative only follows somebody of the same arrondissement, so fewer are born."""

SMS = "demo"
"""The account that `crm up` offers: every structure of the story sends its text messages by it, to files."""


def write(people: int, seed: int, say: Callable[[str], None]) -> None:
    """Load the reference data and the story into the empty database of the current application.

    The reports of the last two quarters are asked for: a worker builds them, the older one is published
    (`crm.demo.publishing`), and somebody has to sign the other.
    """
    started = time.perf_counter()
    with transaction():
        load_reference()
        load_sample_trades()
        connection = db.session.connection().connection.driver_connection
        assert isinstance(connection, Connection)
        written = tell(connection, people, seed, datetime.now(UTC), lambda n: say(f"  {n} of {people} people"))
        now = datetime.now(UTC)
        dropouts.keep_clocks(now)
        give_links(now)
        for quarter in (older(now.astimezone(PARIS).date()), before(*quarter_of(now.astimezone(PARIS).date()))):
            reports.ask(None, *quarter, now=now)
        lists.hand_in(now)
        if SMS in current_app.config["SMS_ACCOUNTS"]:
            chosen = select(Structure.id, literal(SMS), literal(1000))
            db.session.execute(insert(ChannelSetting).from_select(["structure_id", "account", "monthly_quota"], chosen))
    say(f"{sum(written.values())} rows in {time.perf_counter() - started:.0f} s.")


def give_links(now: datetime) -> None:
    """On each platform two links were given, by which people without an account report."""
    coordinators = (
        select(Membership)
        .where(Membership.role == Role.PSAD_COORDINATOR)
        .distinct(Membership.platform_id)
        .order_by(Membership.platform_id, Membership.id)
    )
    for actor in db.session.scalars(coordinators).unique().all():
        dropouts.give_link(actor, "Journée défense et citoyenneté", DropoutSource.JDC, None, 180, now=now)
        dropouts.give_link(actor, "Service social du département", DropoutSource.SOCIAL_SERVICE, None, 60, now=now)


def tell(
    connection: Connection, people: int, seed: int, now: datetime, progress: Callable[[int], None]
) -> Counter[str]:
    """Write a story of so many people. Returns how many rows of each table."""
    random = Random(seed)
    communes, weights = territory()
    tables = Tables()
    tables.start(connection)
    region = found(tables, random, now.date(), weights, people)
    for place in [*region.main.values(), *(p for found_ in region.partners.values() for p in found_)]:
        if not place.rooms:
            agenda.open_hours(tables, place, now.date())
    story = Story(tables, random, now, region, communes)
    agenda.gather(story)
    arrondissements = random.choices(list(weights), list(weights.values()), k=people)
    previous: Person | None = None
    written = 0
    for block in batches(arrondissements, BLOCK):
        for arrondissement in block:
            previous = one(story, arrondissement, previous)
        tables.flush(connection)
        written += len(block)
        progress(written)
    tables.finish(connection)
    while obligations.keep(now):
        pass
    psad.hold(now)
    return tables.written


def batches(items: list[str], size: int) -> list[list[str]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def one(story: Story, arrondissement: str, previous: Person | None) -> Person:
    """One more person; sometimes of the family of the last one, sometimes the last one typed again with slips."""
    draw = story.random.random()
    near = previous if previous and previous.arrondissement == arrondissement else None
    person = be_born(story, arrondissement, near if draw < TWINS + SIBLINGS else None, twin=draw < TWINS)
    if previous and previous.id not in story.twice and TWINS + SIBLINGS <= draw < TWINS + SIBLINGS + TWICE:
        type_again(story, person, previous)
    random = story.random
    live(story, person)
    if random.random() < REFERRED:
        refer(story, person)
    if person.born_on.year > story.today.year - 22 and random.random() < DROPPED:
        drop_out(story, person)
    duty.oblige(story, person)
    story.tables.add("person", **person.values)
    return person


def territory() -> tuple[dict[str, tuple[list[str], list[int]]], dict[str, float]]:
    """The communes of each arrondissement with their population, and each one's share of the région."""
    communes: dict[str, tuple[list[str], list[int]]] = {}
    with COMMUNES.open(newline="") as file:
        for row in csv.DictReader(file):
            codes, populations = communes.setdefault(row["arrondissement"], ([], []))
            codes.append(row["code"])
            populations.append(int(row["population"]))
    total = sum(sum(populations) for _, populations in communes.values())
    return communes, {code: sum(populations) / total for code, (_, populations) in communes.items()}
