"""A report comes in: it opens a case, or joins the one that is open. Then it is verified, given, transferred."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from crm import journal
from crm.accounts.models import Membership, User
from crm.codes.dropouts import DropoutSource, ExitReason, Verification
from crm.codes.dropouts import DropoutState as State
from crm.codes.people import CircleReason
from crm.db import db
from crm.dropouts import queries, rules
from crm.dropouts.actions.moves import change, day, end
from crm.dropouts.models import DropoutCase, DropoutReport
from crm.dropouts.rules import interview_due
from crm.errors import Refused
from crm.people.actions import join, leave
from crm.people.models import Person
from crm.policy import May, permitted, require
from crm.structures.models import Platform, Structure


def report(
    actor: Membership,
    person: Person,
    *,
    source: DropoutSource,
    reported_on: date,
    now: datetime,
    school_uai: str | None = None,
    school_name: str = "",
    left_on: date | None = None,
    import_id: int | None = None,
    requested: bool = False,
) -> DropoutCase:
    """Record a report: it opens a case, or joins the one that is open. The platform's lead owns it until assigned."""
    require(actor, May.REPORT_DROPOUT)
    if reported_on > day(now):
        raise Refused("La date du signalement est dans l’avenir : vérifiez-la.")
    line = DropoutReport(
        source=source,
        reported_on=reported_on,
        school_uai=school_uai,
        school_name=school_name,
        left_on=left_on,
        reported_by_id=actor.user_id,
        import_id=import_id,
    )
    case = receive(person, line, actor.platform, now, requested=requested)
    journal.record(actor, "dropouts.report", person)
    return case


def receive(
    person: Person, line: DropoutReport, platform: Platform | None, now: datetime, *, requested: bool
) -> DropoutCase:
    """Put a report on the person's open case, opening one if there is none. The same one twice is once."""
    case = queries.open_case(person) or open_case(person, line.reported_on, platform, now)
    case.requested = case.requested or requested
    if not queries.reported_before(case, line):
        case.reports.append(line)
    db.session.flush()
    return case


def open_case(person: Person, reported_on: date, platform: Platform | None, now: datetime) -> DropoutCase:
    """The case of a person reported on a day: the three months of L.313-8 begin."""
    platform = platform or queries.platform_of(person.commune_code) or queries.any_platform()
    if platform is None:
        raise Refused("Aucune plateforme (PSAD) ne couvre ce territoire : demandez à l’administration de l’ajouter.")
    legal, _ = rules.is_legal_dropout(person.education_level, person.last_class, person.born_on, reported_on)
    case = DropoutCase(
        person=person,
        platform=platform,
        structure_id=platform.lead_structure_id,
        state=State.REPORTED,
        reported_on=reported_on,
        interview_due_on=interview_due(reported_on),
        next_step_on=day(now) + rules.FIRST_ATTEMPT,
        requested=False,
        climbed=0,
        is_legal_dropout=legal,
        commune_code=person.commune_code,
        version=1,
    )
    db.session.add(case)
    db.session.flush()
    join(person, CircleReason.DROPOUT, now=now, structure_id=case.structure_id)
    join(person, CircleReason.DROPOUT, now=now, platform_id=platform.id)
    return case


def verify(actor: Membership, case: DropoutCase, *, now: datetime) -> None:
    require(actor, May.WORK_CASE, case)
    change(case, "verify", actor, now)
    case.verification = Verification.CONFIRMED
    db.session.flush()


def discard(actor: Membership, case: DropoutCase, code: Verification, *, now: datetime) -> None:
    """Not concerned, and why: enrolled elsewhere, already graduated, under sixteen."""
    require(actor, May.WORK_CASE, case)
    if code is Verification.CONFIRMED:
        raise Refused("Choisissez pourquoi ce jeune n’est pas concerné.")
    change(case, "discard", actor, now, code)
    case.verification = code
    end(case, ExitReason.NOT_CONCERNED, now)


def assign(actor: Membership, case: DropoutCase, structure: Structure, owner: User | None, *, now: datetime) -> None:
    """Give the case to a structure, which enters the circle and owns the next step; and to somebody there, or not."""
    require(actor, May.ASSIGN_CASE, case)
    if case.closed_on:
        raise Refused("Ce suivi est clos : rechargez la page.")
    if case.structure_id != structure.id:
        leave(case.person, CircleReason.DROPOUT, now=now, structure_id=case.structure_id)
        join(case.person, CircleReason.DROPOUT, now=now, structure_id=structure.id)
    case.structure, case.assigned, case.owner = structure, True, owner
    case.assigned_why = ""
    case.next_step_on = min(case.next_step_on or day(now), day(now) + rules.WEEK)
    journal.record(actor, "dropouts.assign", case.person)
    db.session.flush()


def assign_pooled(actor: Membership, uid: UUID, structure: Structure, now: datetime) -> None:
    """Give a new case of the pool to a structure, unless somebody did already."""
    query = select(DropoutCase).where(DropoutCase.uid == uid, permitted(actor, May.ASSIGN_CASE, DropoutCase))
    case = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if case is None or case.closed_on:
        raise Refused("ce suivi n’est plus à confier.")
    if case.assigned:
        raise Refused(f"déjà confié·e à {case.structure.short_name}.")
    assign(actor, case, structure, None, now=now)


def transfer(actor: Membership, case: DropoutCase, platform: Platform | None, *, now: datetime) -> DropoutCase | None:
    """The person moved. Within the région the follow-up goes on at the other platform, with the same legal clock."""
    require(actor, May.WORK_CASE, case)
    if platform and platform.id == case.platform_id:
        raise Refused("Ce suivi est déjà sur ce territoire.")
    change(case, "transfer", actor, now, platform.name if platform else "")
    end(case, ExitReason.MOVED, now)
    if platform is None:
        return None
    line = DropoutReport(
        source=DropoutSource.OTHER,
        reported_on=case.reported_on,
        school_name=f"Transfert de {case.platform.name}",
        reported_by_id=actor.user_id,
    )
    return receive(case.person, line, platform, now, requested=case.requested)
