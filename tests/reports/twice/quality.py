"""F, trajectories and quality."""

from collections import defaultdict
from datetime import timedelta

from crm.accounts.models import Membership
from crm.appointments.models import Appointment
from crm.codes.appointments import Channel, MessageKind, MessageState
from crm.codes.people import EducationLevel
from crm.codes.support import EndReason, JobContract, Severity, SituationCategory, SituationState, Theme
from crm.messages.models import Message
from crm.people.models import Person, SharingAgreement
from crm.referrals.models import Referral
from crm.structures.models import Structure
from crm.support.models import Barrier, ContactEvent, Situation, SupportEpisode
from tests import factories
from tests.reports.twice import Fact, World, attribute, local, midnight, once, residence, second
from tests.reports.twice.reception import meet

ENTRIES = ("job", "work_study", "training", "immersion", "pmsmp", "volunteering_civic_service", "schooling")
FAILED = ("failed", "too_late")


def tell(w: World) -> None:
    for person in w.people:
        person.confirmed_at = w.pick(
            (None, w.moment(), midnight(w.last, -365) + w.pick((-1, 0, 1)) * timedelta(minutes=1))
        )
        w.add(*(situation(w, person) for _ in range(w.chance.randrange(8))))
        w.add(*(barrier(w, person) for _ in range(w.chance.randrange(5, 16))))
        w.add(*(agreement(w, person) for _ in range(w.chance.randrange(4))))
        w.add(*(episode(w, person, actor) for actor in w.chance.sample(w.staff, w.chance.randrange(4))))
        w.add(*(message(w, person) for _ in range(w.chance.randrange(6))))
    work(w)


def by(w: World) -> dict[str, int]:
    actor = w.pick(w.staff)
    return {"structure_id": actor.structure_id, "author_id": actor.user_id}


def situation(w: World, person: Person) -> Situation:
    what = {"category": w.pick(SituationCategory), "contract": w.pick((None, *[JobContract.CDI] * 3, *JobContract))}
    return Situation(person_id=person.id, state=w.pick(SituationState), started_on=w.day(), **what, **by(w))


def barrier(w: World, person: Person) -> Barrier:
    theme = w.pick((Theme.MOBILITY, Theme.HOUSING))
    return Barrier(person_id=person.id, theme=theme, severity=w.pick(Severity), checked_at=w.moment(), **by(w))


def agreement(w: World, person: Person) -> SharingAgreement:
    agreed_on = w.day()
    revoked_on = w.pick((None, w.first, w.last, agreed_on + timedelta(days=w.chance.randrange(90))))
    who = {"person_id": person.id, "structure_id": w.pick(w.staff).structure_id}
    return SharingAgreement(agreed_on=agreed_on, revoked_on=revoked_on, scope=["phone"], **who)


def episode(w: World, person: Person, actor: Membership) -> SupportEpisode:
    opened_on = w.day()
    over = max(opened_on, w.pick((w.last_day, w.last, opened_on + timedelta(days=w.chance.randrange(150)))))
    closed_on = w.pick((None, over, over))
    return SupportEpisode(
        person_id=person.id,
        structure_id=actor.structure_id,
        referent_id=actor.user_id,
        opened_on=opened_on,
        closed_on=closed_on,
        end_reason=w.pick((*[EndReason.RETENTION_PURGE] * 9, *EndReason)) if closed_on else None,
        next_step_on=w.last,
    )


def message(w: World, person: Person) -> Message:
    """To a young person, or to somebody who works with them."""
    state, due, young = w.pick([state for state in MessageState if state != "sending"]), w.moment(), w.maybe(0.9)
    left = state in ("sent", "delivered") or (state == "failed" and w.maybe())
    return Message(
        kind=w.pick(MessageKind),
        subject="participation:1",
        recipient="person:1" if young else "user:1",
        occasion=str(next(factories.number)),
        channel=w.pick(Channel),
        state=state,
        not_before=due,
        not_after=due + timedelta(days=2),
        sent_at=due + w.later(2 * 24 * 60) if left else None,
        person_id=person.id if young else None,
        structure_id=w.pick(w.staff).structure_id,
    )


def work(w: World) -> None:
    """A few structures meet, book or refer somebody; some close, and one is registered late."""
    w.pick(w.staff).structure.created_at = midnight(w.last, w.pick((-1, 0)))
    for actor in w.staff:
        actor.structure.active = w.maybe(0.7)
    for person, actor in zip(w.people, w.chance.sample(w.staff, 4), strict=False):
        w.add(meet(w, person, w.moment()))
        starts_at = w.moment()
        who = {"structure_id": actor.structure_id, "counsellor_id": actor.user_id, "created_by_id": actor.user_id}
        w.add(Appointment(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30), **who))
        others = [other for other in w.staff if other is not actor]
        factories.make_referral(w.pick(others), person, actor.structure, sent_at=w.moment())


@second("F-1", contracts=(None, *JobContract))
@second("F-2", contracts=("cdi", "cdd_ge_6m"))
def entries(w: World, contracts) -> list[Fact]:
    begun = [one for one in w.rows(Situation) if one.state != "planned" and w.holds(one.started_on)]
    return [
        Fact(
            residence(w, one.person_id, one.started_on),
            one.started_on,
            one.person_id,
            under={"situation": one.category},
        )
        for one in begun
        if one.category in ENTRIES and one.contract in contracts
    ]


@second("F-3")
def overcome(w: World) -> list[Fact]:
    found, was = [], defaultdict(lambda: None)
    for one in sorted(w.rows(Barrier), key=lambda one: (one.checked_at, one.id)):
        day = local(one.checked_at)
        if was[one.person_id, one.theme] == "blocking" and one.severity == "none" and w.holds(day):
            found.append(Fact(residence(w, one.person_id, day), day, one.person_id))
        was[one.person_id, one.theme] = one.severity
    return found


@second("F-4t")
def followed(w: World) -> list[Fact]:
    def open_then(one: SupportEpisode) -> bool:
        return one.opened_on < w.last and (one.closed_on is None or one.closed_on >= w.last)

    people = [one.person_id for one in w.rows(SupportEpisode) if open_then(one)]
    return once(Fact(residence(w, person, w.last_day), w.last_day, person) for person in people)


@second("F-4")
def complete(w: World) -> list[Fact]:
    def known(fact: Fact) -> bool:
        mine = [one for one in w.rows(Situation) if one.person_id == fact.person and one.started_on < w.last]
        level = attribute(w, fact.person, "education_level", w.last_day)
        confirmed_at = w.get(Person, fact.person).confirmed_at
        return (
            any(one.category != "unknown" for one in mine)
            and level != EducationLevel.UNKNOWN
            and fact.commune is not None
            and confirmed_at is not None
            and local(confirmed_at) >= w.last.replace(year=w.last.year - 1)
        )

    return [fact for fact in followed(w) if known(fact)]


@second("F-5")
def kept_long_enough(w: World) -> list[Fact]:
    over = [one for one in w.rows(SupportEpisode) if one.end_reason == "retention_purge" and w.holds(one.closed_on)]
    over = sorted(over, key=lambda one: (one.closed_on, one.id))
    return once(Fact(residence(w, one.person_id, one.closed_on), one.closed_on, one.person_id) for one in over)


@second("F-6")
def agreed(w: World) -> list[Fact]:
    given = [one for one in w.rows(SharingAgreement) if one.agreed_on < w.last]
    still = [one for one in given if one.revoked_on is None or one.revoked_on >= w.last]
    return [Fact(residence(w, one.person_id, w.last_day), w.last_day, one.person_id) for one in still]


@second("F-6r")
def revoked(w: World) -> list[Fact]:
    gone = [one for one in w.rows(SharingAgreement) if one.revoked_on and w.holds(one.revoked_on)]
    return [Fact(residence(w, one.person_id, one.revoked_on), one.revoked_on, one.person_id) for one in gone]


@second("F-8", states=("sent", "delivered", *FAILED))
@second("F-8f", states=FAILED)
def messages(w: World, states) -> list[Fact]:
    """Those to young people, on the day on which they left, or on which they were to leave and did not."""
    mine = [one for one in w.rows(Message) if one.person_id and one.state in states]
    dated = [(local(one.sent_at or one.not_before), one) for one in mine]
    return [
        Fact(residence(w, one.person_id, day), day, one.person_id, under={"channel": one.channel})
        for day, one in dated
        if w.holds(day)
    ]


@second("F-7")
def contributors(w: World) -> list[Fact]:
    worked = {one.structure_id for one in w.rows(ContactEvent) if w.holds(local(one.happened_at))}
    worked |= {one.structure_id for one in w.rows(Appointment) if w.holds(local(one.starts_at))}
    worked |= {one.sender_structure_id for one in w.rows(Referral) if w.holds(local(one.sent_at))}
    registered = {one.id for one in w.rows(Structure) if one.active and local(one.created_at) < w.last}
    return [
        Fact(one.commune_code, w.last_day, value=int(one.id in worked))
        for one in w.rows(Structure)
        if one.id in worked | registered
    ]
