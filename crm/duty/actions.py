"""What is done with an obligation, by people and by the product. Every change goes through the table of moves."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, insert, select, update

from crm import journal
from crm.accounts.models import Membership
from crm.codes.duty import Means, ObligationState, ObligationTrigger
from crm.db import db
from crm.duty import queries, rules
from crm.duty.models import ObligationChange, TrainingObligation
from crm.duty.rules import MOVES, Change, Standing, allowed, computed, due, is_concerned
from crm.errors import Refused
from crm.people.models import Person
from crm.people.rules import birthday
from crm.policy import May, require
from crm.territory.rules import PARIS

MOST = 5000
"""Moves in one pass; the next pass goes on."""

FREE = (ObligationState.TO_CHECK, ObligationState.NOT_SATISFIED, ObligationState.SATISFIED)
"""States in which the structure follows the circle; once summoned, whoever summoned answers for it."""


def change(obligation: TrainingObligation, name: str, actor: Membership | None, on: date, now: datetime) -> None:
    """Make one allowed move, dated by its fact. Raises Refused when the obligation is not where it must be."""
    if not allowed(name, obligation.state):
        raise Refused(f"L’obligation est maintenant « {obligation.state.label.lower()} » : rechargez la page.")
    target = MOVES[name].target
    db.session.add(
        ObligationChange(
            obligation_id=obligation.id,
            move=name,
            from_state=obligation.state,
            to_state=target,
            means=obligation.satisfied_by if target is ObligationState.SATISFIED else None,
            trigger=obligation.trigger if target in rules.CALLED else None,
            happened_on=on,
            at=now,
            actor_id=actor.user_id if actor else None,
        )
    )
    obligation.state = target
    forget(obligation)
    obligation.due_on = due(target, obligation.transmit_due_on, obligation.ends_on)
    if actor:
        journal.record(actor, f"duty.{name}", obligation.person)


def forget(obligation: TrainingObligation) -> None:
    """What the state that was left said; its history keeps it, and majority leaves all as it is."""
    if obligation.state is ObligationState.ENDED_MAJORITY:
        return
    if obligation.state not in rules.CALLED:
        obligation.trigger = obligation.summoned_on = obligation.transmit_due_on = obligation.interview_at = None
        obligation.place = ""
    if obligation.state is not ObligationState.SATISFIED:
        obligation.satisfied_by = obligation.satisfied_on = None


def by_hand(actor: Membership, obligation: TrainingObligation, on: date, now: datetime) -> None:
    """Whoever acts may, on a day that has come; two people who act at once take turns."""
    require(actor, May.WORK_OBLIGATION, obligation)
    db.session.refresh(obligation, ["state"], with_for_update=True)
    if on > now.astimezone(PARIS).date():
        raise Refused("Cette date est dans l’avenir : vérifiez-la.")


def confirm(actor: Membership, obligation: TrainingObligation, means: Means, since: date, *, now: datetime) -> None:
    """Somebody checked: this satisfies the obligation, since that day."""
    by_hand(actor, obligation, since, now)
    obligation.satisfied_by, obligation.satisfied_on = means, since
    obligation.declared_on = now.astimezone(PARIS).date()
    change(obligation, "confirm", actor, max(since, obligation.opened_on), now)
    db.session.flush()


def exempt(actor: Membership, obligation: TrainingObligation, certified_on: date, *, now: datetime) -> None:
    """A medical certificate was shown: its date is kept, and nothing else of it (R.114-3)."""
    by_hand(actor, obligation, certified_on, now)
    obligation.exempted_on = certified_on
    change(obligation, "exempt", actor, certified_on, now)
    db.session.flush()


def decide(actor: Membership, obligation: TrainingObligation, name: str, *, now: datetime) -> None:
    """Make one of the moves that need nothing but the decision: nothing found, summons called off, exemption over."""
    today = now.astimezone(PARIS).date()
    by_hand(actor, obligation, today, now)
    if name not in ("deny", "withdraw", "resume"):
        raise Refused("Cette décision n’existe pas.")
    change(obligation, name, actor, today, now)
    obligation.declared_on = today if name == "deny" else None
    db.session.flush()


def summon(
    actor: Membership,
    obligation: TrainingObligation,
    trigger: ObligationTrigger,
    *,
    summoned_on: date,
    interview_at: datetime,
    place: str,
    now: datetime,
) -> None:
    """Summon the person and their guardian formally: the two months of R.114-7 begin."""
    by_hand(actor, obligation, summoned_on, now)
    due_on = rules.transmit_due(summoned_on)
    if summoned_on < obligation.opened_on:
        raise Refused("Cette date précède l’obligation de ce jeune : vérifiez-la.")
    if not summoned_on < interview_at.astimezone(PARIS).date() <= min(due_on, obligation.ends_on):
        raise Refused("L’entretien doit avoir lieu après la convocation, dans les deux mois et avant les 18 ans.")
    obligation.trigger, obligation.summoned_on, obligation.transmit_due_on = trigger, summoned_on, due_on
    obligation.interview_at, obligation.place, obligation.declared_on = interview_at, place, None
    change(obligation, "summon", actor, summoned_on, now)
    db.session.flush()


def transmit(actor: Membership, obligation: TrainingObligation, transmitted_on: date, *, now: datetime) -> None:
    """Somebody sent the sheet to the président du conseil départemental; the product never does."""
    by_hand(actor, obligation, transmitted_on, now)
    if obligation.transmit_due_on is None or transmitted_on <= obligation.transmit_due_on:
        raise Refused("Les deux mois ne sont pas écoulés à cette date : vérifiez-la.")
    obligation.transmitted_on = transmitted_on
    change(obligation, "transmit", actor, transmitted_on, now)
    db.session.flush()


def keep(now: datetime, person: Person | None = None) -> int:
    """Bring every obligation, or one person's, to where the facts and the calendar say. Returns how many moved."""
    today = now.astimezone(PARIS).date()
    enter(today, person)
    moves = pending(today, person)[:MOST]
    held = {o.id: o for o in hold([number for number, _ in moves])}
    done = 0
    for number, move in moves:
        if number in held and allowed(move.move, held[number].state):
            follow(held[number], move, now)
            done += 1
    db.session.flush()
    return done


def enter(today: date, person: Person | None) -> None:
    """Whoever is 16 or 17 and has no obligation yet gets one; whoever changed hands is given to who follows now."""
    query = queries.owners(today)
    if person:
        query = query.where(query.selected_columns.person_id == person.id)
    known = query.subquery()
    fresh = select(known).where(known.c.structure_id.is_not(None), ~in_table(known))
    lines = [line_of(*row) for row in db.session.execute(fresh).all() if is_concerned(row.born_on, today)]
    if lines:
        db.session.execute(insert(TrainingObligation), lines)
    moved = update(TrainingObligation).where(
        TrainingObligation.person_id == known.c.person_id,
        TrainingObligation.state.in_(FREE),
        known.c.structure_id.is_not(None),
        TrainingObligation.structure_id.is_distinct_from(known.c.structure_id)
        | TrainingObligation.platform_id.is_distinct_from(known.c.platform_id),
    )
    owner = {"structure_id": known.c.structure_id, "platform_id": known.c.platform_id}
    db.session.execute(moved.values(owner).execution_options(synchronize_session=False))


def in_table(known: Any) -> Any:
    return select(TrainingObligation.id).where(TrainingObligation.person_id == known.c.person_id).exists()


def line_of(person_id: int, born_on: date, created_at: datetime, structure_id: int, platform_id: int) -> dict[str, Any]:
    ends_on = birthday(born_on, rules.UNTIL)
    return {
        "person_id": person_id,
        "structure_id": structure_id,
        "platform_id": platform_id,
        "opened_on": rules.opening(born_on, created_at.astimezone(PARIS).date()),
        "ends_on": ends_on,
        "due_on": ends_on,
    }


def pending(today: date, person: Person | None) -> list[tuple[int, Change]]:
    """The moves that the facts ask for."""
    living = select(
        TrainingObligation.id,
        TrainingObligation.person_id,
        TrainingObligation.state,
        TrainingObligation.opened_on,
        Person.born_on,
        TrainingObligation.declared_on,
        TrainingObligation.summoned_on,
        TrainingObligation.transmit_due_on,
    ).join(Person, Person.id == TrainingObligation.person_id)
    living = living.where(TrainingObligation.state.in_(rules.LIVING))
    if person:
        living = living.where(TrainingObligation.person_id == person.id)
    proofs = queries.proofs(people_of(person))
    found = []
    for number, person_id, state, opened_on, born_on, *dates in db.session.execute(living):
        now = Standing(state, opened_on, birthday(born_on, rules.UNTIL), *dates)
        if move := computed(now, proofs.get(person_id, ()), today):
            found.append((number, move))
    return found


def people_of(person: Person | None) -> Select[Any]:
    people = select(TrainingObligation.person_id).where(TrainingObligation.state.in_(rules.LIVING))
    return people.where(TrainingObligation.person_id == person.id) if person else people


def hold(ids: Sequence[int]) -> Sequence[TrainingObligation]:
    """Lock these, leaving out what somebody else is changing at this moment."""
    query = select(TrainingObligation).where(TrainingObligation.id.in_(ids))
    return db.session.scalars(query.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()


def follow(obligation: TrainingObligation, move: Change, now: datetime) -> None:
    if move.move == "satisfy":
        obligation.satisfied_by, obligation.satisfied_on = move.means, move.on
    if move.move != "come_of_age":
        obligation.declared_on = None
    else:
        obligation.ends_on = move.on
    change(obligation, move.move, None, move.on, now)
