"""A list of dropouts: each person concerned gets a case, or a report more on the one that is open."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.accounts.models import Membership
from crm.codes.imports import RowCause, RowDecision, RowVerdict
from crm.codes.people import EducationLevel
from crm.codes.support import SituationCategory, SituationState
from crm.db import among, db
from crm.dropouts.actions.lists import Listed, report_list
from crm.dropouts.models import DropoutCase, DropoutReport
from crm.dropouts.rules import ENDED, SCHOOL_AGE
from crm.imports import queries
from crm.imports.actions.targets.people import compare, compared, create, guardian_of, resembled
from crm.imports.actions.targets.verdicts import conclude
from crm.imports.models import ImportFile, ImportRow
from crm.imports.rules.assigning import assign
from crm.people.actions import hear_of
from crm.people.actions.record import tell
from crm.people.models import Person
from crm.people.rules import age
from crm.support.models import Situation

GRADUATES = (EducationLevel.LEVEL_3, EducationLevel.LEVEL_4, EducationLevel.LEVEL_5)
"""D.313-59 of the Code de l'éducation: whoever holds a diploma of level 3 or more is no dropout."""

STUDIES = (SituationCategory.SCHOOLING, SituationCategory.WORK_STUDY, SituationCategory.TRAINING)
"""L.313-7: nor is who is in a school or a training."""


def judge(file: ImportFile, rows: Sequence[ImportRow], today: date) -> None:
    pairs, earlier = compared(rows), resembled(file, rows)
    exact = {found.person_id for _, found in pairs if found and found.exact}
    graduates, enrolled, listed = graduated(exact), studying(exact, today), already_listed(file, exact)
    for row, found in pairs:
        if not_concerned(row, today):
            continue
        compare(row, found, earlier.get(row.number))
        if found and found.exact and found.person_id in graduates:
            conclude(row, RowVerdict.NOT_CONCERNED, RowCause.GRADUATED, "Diplômé·e d’après son dossier.")
        elif found and found.exact and found.person_id in enrolled:
            conclude(
                row, RowVerdict.NOT_CONCERNED, RowCause.ENROLLED, "Scolarisé·e ou en formation, d’après son dossier."
            )
        elif found and found.exact and found.person_id in listed:
            conclude(row, RowVerdict.KNOWN, RowCause.LISTED, "Un suivi est ouvert, signalé par la même source.")


def not_concerned(row: ImportRow, today: date) -> bool:
    """Is the person none of the list's business (L.313-7, D.313-59), from what the line says alone?"""
    values, verdict = row.values, RowVerdict.NOT_CONCERNED
    if age(date.fromisoformat(values["born_on"]), today) < SCHOOL_AGE:
        conclude(row, verdict, RowCause.UNDER_AGE, "Moins de 16 ans : l’instruction est obligatoire.", "born_on")
    elif values["commune_code"] is None and ("commune" in values or "postcode" in values):
        field = "commune" if "commune" in values else "postcode"
        conclude(row, verdict, RowCause.ELSEWHERE, "Cette commune n’est pas dans les Hauts-de-France.", field)
    elif values.get("diploma") in GRADUATES:
        conclude(row, verdict, RowCause.GRADUATED, f"Déjà titulaire : {EducationLevel(values['diploma']).label}.")
    elif values.get("enrolled"):
        conclude(row, verdict, RowCause.ENROLLED, "De nouveau scolarisé·e ou en formation, d’après la liste.")
    else:
        return False
    return True


def graduated(people: set[int]) -> set[int]:
    query = select(Person.id).where(among(Person.id, people), Person.education_level.in_(GRADUATES))
    return set(db.session.scalars(query))


def studying(people: set[int], today: date) -> set[int]:
    """Those of whom somebody recorded here that they are in a school or a training."""
    now = (Situation.state == SituationState.ONGOING) & (Situation.started_on <= today)
    query = select(Situation.person_id).where(among(Situation.person_id, people), now, Situation.category.in_(STUDIES))
    return set(db.session.scalars(query))


def already_listed(file: ImportFile, people: set[int]) -> set[int]:
    """Those with an open case that the same source has reported."""
    query = (
        select(DropoutCase.person_id)
        .join(DropoutReport)
        .where(among(DropoutCase.person_id, people), DropoutCase.state.not_in(ENDED))
        .where(DropoutReport.source == file.source)
    )
    return set(db.session.scalars(query))


def write(actor: Membership, file: ImportFile, rows: Sequence[ImportRow], now: datetime) -> None:
    new = [row for row in rows if row.decision is RowDecision.IMPORT]
    people = {person.id: person for person in create(actor, new, now)}
    linked = [row for row in rows if row.decision is RowDecision.LINK]
    people |= standing([row.person_id for row in linked if row.person_id])
    for row in linked:
        row.person_id = people[row.person_id or 0].id
        row.written = reached(row, people[row.person_id], now)
    towns = queries.places([row.values["commune_code"] for row in rows if row.values["commune_code"]])
    schools = queries.schools([row.values["school_uai"] for row in rows if "school_uai" in row.values])
    followers = queries.followers()
    lines = []
    for row in rows:
        home, school = towns.get(row.values["commune_code"] or ""), schools.get(row.values.get("school_uai", ""))
        structure_id, why = assign(followers, home, school)
        place = home or school
        lines.append(
            listed(people[row.person_id or 0], row.values, structure_id, why, place.arrondissement if place else None)
        )
    assert file.source
    done = report_list(actor, lines, source=file.source, import_id=file.id, now=now)
    for row, written in zip(rows, done, strict=True):
        row.written = [*(row.written or []), *written]


def reached(row: ImportRow, person: Person, now: datetime) -> list[dict[str, Any]]:
    """Somebody known may be reached in a way that is new to us, by themselves or by who answers for them."""
    further = hear_of(person, row.values.get("phone"), row.values.get("email"), now=now)
    written = [{"table": "further_contact", "id": one.id} for one in further]
    guardian = guardian_of(row.values, person)
    if guardian and guardian.phone and guardian.phone not in {known.phone for known in person.guardians}:
        db.session.add(guardian)
        db.session.flush()
        written.append({"table": "guardian", "id": guardian.id})
        tell(person, now)
    return written


def standing(numbers: Sequence[int]) -> dict[int, Person]:
    """The files by number; what was merged since the review leads to the file that was kept."""
    people = select(Person).options(selectinload(Person.further_contacts), selectinload(Person.guardians))
    found = {person.id: person for person in db.session.scalars(people.where(among(Person.id, numbers)))}
    moved = {number: p.merged_into_id for number, p in found.items() if p.merged_into_id}
    return {**found, **{number: standing([kept])[kept] for number, kept in moved.items()}}


def listed(
    person: Person, values: Mapping[str, Any], structure_id: int | None, why: str, arrondissement: str | None
) -> Listed:
    return Listed(
        person=person,
        structure_id=structure_id,
        why=why,
        arrondissement=arrondissement,
        school_uai=values.get("school_uai"),
        school_name=values.get("school_name", ""),
        left_on=date.fromisoformat(values["left_on"]) if values.get("left_on") else None,
    )
