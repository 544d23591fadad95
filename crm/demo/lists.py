"""Two lists of the story, handed in by the coordinator: one waits to be reviewed, one was written this morning."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from crm.accounts.models import Membership, User
from crm.codes.dropouts import DropoutSource
from crm.codes.imports import ImportState, ImportTarget
from crm.db import db
from crm.imports import actions
from crm.imports.models import ImportFile
from crm.people.models import Circle, Person

COORDINATOR = "coordination@example.org"
HEADINGS = ("Nom de famille", "Prénom 1", "Date de naissance", "Sexe", "Téléphone", "Code postal", "Commune")
MORE = ("Établissement d’origine", "Date de sortie", "Situation à ce jour")
SCHOOL = "Lycée professionnel Jean-Exemple"

WAITING = (
    ("Wattrelos", "Timéo", "16", "M", "06 39 98 45 01", "59000", "Lille", "Sans solution"),
    ("Delannoy", "Assia", "17", "F", "0639984502", "59100", "Roubaix", "Sans solution"),
    ("DELANNOY", "Assia", "17", "F", "0639984502", "59100", "ROUBAIX CEDEX", "Sans solution"),
    ("Delanoy", "Assia", "17", "F", "0639984502", "59100", "Roubaix", "Sans solution"),
    ("Vasseur", "Léna", "17", "F", "06.39.98.45.03", "59000", "Lille", "Scolarisée en lycée"),
    ("Carlier", "Hugo", "15", "M", "", "59000", "Lille", "Sans solution"),
    ("Marin", "Sacha", "18", "M", "0639984504", "13001", "Marseille", "Sans solution"),
    ("Boulanger", "Eva", "17", "F", "06 39 98", "59000", "Lille", "Sans solution"),
)
"""One of each kind: new, twice, twice with a slip, enrolled again, under sixteen, elsewhere, a telephone to correct."""

WRITTEN = (
    ("Fontaine", "Nolan", "17", "M", "0639984505", "59000", "Lille", "Sans solution"),
    ("Descamps", "Inaya", "18", "F", "0639984506", "59100", "Roubaix", "Sans solution"),
    ("Lemaire", "Axel", "19", "M", "0639984507", "", "", ""),
)
"""The last one says no commune: it waits in the coordinator's pool."""


def hand_in(now: datetime) -> None:
    """Both lists, through the engine that the pages use."""
    query = select(Membership).join(User).where(User.email == COORDINATOR)
    actor = db.session.scalars(query).first()
    if actor is None:
        return
    today = now.date()
    take_in(actor, "rio-novembre.csv", [*lines(WAITING, today), *known(actor)], now)
    done = take_in(actor, "rio-octobre.csv", lines(WRITTEN, today), now)
    actions.write(actor, done)
    carry_on(done, now)


def lines(told: Iterable[tuple[str, ...]], today: date) -> list[tuple[str, ...]]:
    return [
        (family, given, f"02/01/{today.year - int(age)}", sex, phone, postcode, commune, SCHOOL, "", situation)
        for family, given, age, sex, phone, postcode, commune, situation in told
    ]


def known(actor: Membership) -> list[tuple[str, ...]]:
    """Two of the young people whom the platform follows: one as they are, one with a slip in the name."""
    query = select(Person).join(Circle).where(Circle.platform_id == actor.platform_id, Person.phone.is_not(None))
    found = db.session.scalars(query.where(Circle.until.is_(None), ~Person.restricted).order_by(Person.id).limit(2))
    return [
        (name, p.given_name, f"{p.born_on:%d/%m/%Y}", "", p.phone or "", "", "", SCHOOL, "", "Sans solution")
        for p, name in ((p, p.family_name + ("e" if n else "")) for n, p in enumerate(found))
    ]


def take_in(actor: Membership, filename: str, told: list[tuple[str, ...]], now: datetime) -> ImportFile:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([(*HEADINGS, *MORE), *told])
    source, content = DropoutSource.SIEI_RIO_LIST, text.getvalue().encode("cp1252")
    file = actions.upload(actor, ImportTarget.DROPOUTS, source=source, filename=filename, content=content)
    carry_on(file, now)
    assert file.state is ImportState.READY, file.state
    return file


def carry_on(file: ImportFile, now: datetime) -> None:
    while file.working:
        actions.carry_on(file, now=now)
