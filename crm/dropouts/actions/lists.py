"""A list of reports, written at once: a case for each person who has none open, a report on each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm.accounts.models import Membership
from crm.codes.dropouts import DropoutSource
from crm.codes.dropouts import DropoutState as State
from crm.codes.people import CircleReason
from crm.db import among, db
from crm.dropouts import queries, rules
from crm.dropouts.models import DropoutCase, DropoutReport
from crm.errors import Refused
from crm.people.models import Circle, Person
from crm.policy import May, require
from crm.structures.models import Platform, PlatformArrondissement


@dataclass(frozen=True)
class Listed:
    """One line of a list: who, where they are, and which structure follows, if one can be said."""

    person: Person
    structure_id: int | None
    why: str
    arrondissement: str | None
    school_uai: str | None
    school_name: str
    left_on: date | None


Written = list[dict[str, Any]]
"""What was written for a line: table, id, and the version it had."""


def report_list(
    actor: Membership, lines: Sequence[Listed], *, source: DropoutSource, import_id: int, now: datetime
) -> list[Written]:
    """Open or join a case for each line. A case without a structure waits in its platform's pool, which its lead owns.

    Returns for each line what was written. The journal gets one line for the whole list, from whoever asks.
    """
    require(actor, May.REPORT_DROPOUT)
    written: dict[int, Written] = defaultdict(list)
    cases = open_cases(lines)
    new = {line.person.id: opened(actor, line, platforms(), now) for line in lines if line.person.id not in cases}
    db.session.add_all(new.values())
    db.session.flush()
    circles = follow(list(new.values()), now)
    for number, case in new.items():
        written[number].append({"table": "dropout_case", "id": case.id, "version": case.version})
        written[number] += [{"table": "circle", "id": circle} for circle in circles[number]]
    numbers = {person_id: case.id for person_id, case in new.items()} | cases
    for number, report in reported(actor, lines, numbers, source, import_id, now.date()).items():
        written[number].append({"table": "dropout_report", "id": report})
    return [written[line.person.id] for line in lines]


def open_cases(lines: Sequence[Listed]) -> dict[int, int]:
    """By person, their open case."""
    people = [line.person.id for line in lines]
    query = select(DropoutCase.person_id, DropoutCase.id)
    found = db.session.execute(query.where(among(DropoutCase.person_id, people), DropoutCase.state.in_(rules.OPEN)))
    return dict(found.all())


def platforms() -> dict[str, Platform]:
    """By arrondissement."""
    query = select(PlatformArrondissement.arrondissement_code, Platform).join(Platform)
    return dict(db.session.execute(query).all())


def opened(actor: Membership, line: Listed, by_place: dict[str, Platform], now: datetime) -> DropoutCase:
    platform = by_place.get(line.arrondissement or "") or actor.platform or queries.any_platform()
    if platform is None:
        raise Refused("Aucune plateforme (PSAD) ne couvre ce territoire : demandez à l’administration de l’ajouter.")
    person, today = line.person, now.date()
    legal, _ = rules.is_legal_dropout(person.education_level, person.last_class, person.born_on, today)
    return DropoutCase(
        person_id=person.id,
        platform_id=platform.id,
        structure_id=line.structure_id or platform.lead_structure_id,
        assigned=line.structure_id is not None,
        assigned_why=line.why,
        state=State.REPORTED,
        reported_on=today,
        interview_due_on=rules.interview_due(today),
        next_step_on=today + rules.FIRST_ATTEMPT,
        is_legal_dropout=legal,
        commune_code=person.commune_code,
        version=1,
    )


def follow(cases: Sequence[DropoutCase], now: datetime) -> dict[int, list[int]]:
    """The structure and the platform of each case start following. Returns, by person, the lines that are new."""
    common = {"reason": CircleReason.DROPOUT, "since": now}
    lines = [
        {"person_id": case.person_id, "structure_id": structure, "platform_id": platform, **common}
        for case in cases
        for structure, platform in ((case.structure_id, None), (None, case.platform_id))
    ]
    found: dict[int, list[int]] = defaultdict(list)
    if lines:
        statement = insert(Circle).on_conflict_do_nothing().returning(Circle.person_id, Circle.id)
        for person_id, number in db.session.execute(statement.values(lines)):
            found[person_id].append(number)
    return found


def reported(
    actor: Membership,
    lines: Sequence[Listed],
    cases: dict[int, int],
    source: DropoutSource,
    import_id: int,
    today: date,
) -> dict[int, int]:
    """A report on the case of each line; the same source on the same day says nothing new. Returns those by person."""
    values = {
        line.person.id: {
            "case_id": cases[line.person.id],
            "source": source,
            "reported_on": today,
            "school_uai": line.school_uai,
            "school_name": line.school_name,
            "left_on": line.left_on,
            "reported_by_id": actor.user_id,
            "import_id": import_id,
        }
        for line in lines
    }
    statement = insert(DropoutReport).on_conflict_do_nothing().returning(DropoutReport.case_id, DropoutReport.id)
    people = {case_id: person_id for person_id, case_id in cases.items()}
    found = db.session.execute(statement.values(list(values.values())))
    return {people[case_id]: number for case_id, number in found}
