"""C, referrals: each goes at random through moves that are allowed."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from crm.codes.referrals import ReferralKind as Kind
from crm.codes.referrals import ReferralState as State
from crm.codes.referrals import RefusalReason, SharingBasis
from crm.codes.structures import Network
from crm.codes.support import Theme
from crm.people.models import Person
from crm.referrals.models import Referral, ReferralTransition
from crm.referrals.rules import MOVES, RESENT, allowed
from crm.structures.models import Platform, StructureNetwork
from tests import factories
from tests.reports.twice import Fact, World, local, midnight, once, second

ANSWERS = ("accepted", "declined", "redirected")
LIKELY = ("accept", "decline", "expire", "resend", "attend", "arrive")
"""Moves that happen more often, or few would ever arrive."""


def tell(w: World) -> None:
    platform = factories.make_platform("PSAD", w.staff[0].structure, ["595"])
    for person in w.people:
        for _ in range(w.chance.randrange(2, 10)):
            referral = sent(w, person, platform, w.moment())
            w.add(referral)
            for _ in range(w.chance.randrange(10)):
                move(w, referral)


def sent(w: World, person: Person, platform: Platform, at: datetime) -> Referral:
    """Sent to a structure, or to a pool; or still a draft. One structure sends much more than the others.

    Some only ask for an opinion.
    """
    sender = w.pick((*w.staff, *[w.staff[4]] * 4))
    recipient = w.pick([actor for actor in w.staff if actor is not sender])
    pooled, draft = w.maybe(0.3), w.maybe(0.1)
    return Referral(
        person=person,
        kind=w.pick((Kind.REFERRAL, Kind.REFERRAL, Kind.TRANSFER, Kind.OPINION)),
        state=State.DRAFT if draft else State.PENDING,
        sender_structure_id=sender.structure_id,
        sender_id=sender.user_id,
        recipient_structure_id=None if pooled else recipient.structure_id,
        platform_id=platform.id if pooled else None,
        owner_structure_id=recipient.structure_id,
        theme=Theme.TRAIN,
        basis=SharingBasis.AGREEMENT,
        sent_at=at,
        resent=0,
        expires_on=local(at),
        next_step_on=local(at),
        commune_code=w.home(person, at),
        transitions=[] if draft else [ReferralTransition(move="send", from_state="draft", to_state="pending", at=at)],
    )


def move(w: World, referral: Referral) -> None:
    """One more, some time later, with what the product writes beside it."""
    state = referral.state
    names = [name for name in MOVES if allowed(name, state, referral.kind) and name != "send"]
    names = [name for name in names if (name != "resend" or referral.resent < RESENT)]
    names = [name for name in names if (name != "assign" or referral.platform_id)]
    if not names or state is State.DRAFT:
        return
    name = w.pick([*names, *[name for name in names if name in LIKELY] * 3])
    target, before = MOVES[name].target, referral.transitions[-1].at
    edge = referral.transitions[0].at + timedelta(days=w.pick((10, 30, 60)))
    at = edge if edge > before and w.maybe(0.3) else before + w.later(15 * 24 * 60)
    referral.transitions.append(ReferralTransition(move=name, from_state=state, to_state=target, at=at))
    referral.state = target
    if name in ("resend", "assign"):
        referral.sent_at = at
    if name == "resend":
        referral.resent += 1
    if name == "assign":
        others = [actor.structure_id for actor in w.staff if actor.structure_id != referral.sender_structure_id]
        referral.recipient_structure_id = w.pick(others)
    if target is State.ENGAGED or (name == "close" and not referral.engaged_at and w.maybe(0.3)):
        referral.engaged_at = at
    if target is State.DECLINED:
        referral.refusal_reason = w.pick(RefusalReason)


def moves(referral: Referral, *states: str) -> list[datetime]:
    """When it came into one of these states, in order."""
    return sorted(step.at for step in referral.transitions if step.to_state in states)


def first_sent(referral: Referral) -> datetime:
    """When it first waited for an answer."""
    return moves(referral, "pending")[0]


def orientations(w: World) -> list[Referral]:
    return [r for r in w.rows(Referral) if r.kind != "opinion"]


def cohort(w: World, days: int) -> list[Referral]:
    """Sent so many days before a day of the quarter."""
    left = [r for r in orientations(w) if r.state != "draft"]
    return [r for r in left if w.holds(local(first_sent(r)) + timedelta(days=days))]


def facts(referrals: list[Referral]) -> list[Fact]:
    return [Fact(r.commune_code, local(first_sent(r)), r.person_id) for r in referrals]


@second("C-2t", days=10)
@second("C-2bt", days=30)
@second("C-5t", days=60)
def observed(w: World, days: int) -> list[Fact]:
    return facts(cohort(w, days))


@second("C-2", days=10)
@second("C-2b", days=30)
def answered(w: World, days: int) -> list[Fact]:
    return facts([r for r in cohort(w, days) if within(r, days, *ANSWERS)])


def within(referral: Referral, days: int, *states: str) -> bool:
    return any(at <= first_sent(referral) + timedelta(days=days) for at in moves(referral, *states))


@second("C-4")
def expired(w: World) -> list[Fact]:
    silent = [r for r in cohort(w, 60) if not within(r, 60, *ANSWERS)]
    return facts([r for r in silent if within(r, 60, "expired")])


@second("C-5")
def engaged(w: World) -> list[Fact]:
    sixty = timedelta(days=60)
    return facts([r for r in cohort(w, 60) if r.engaged_at and r.engaged_at <= first_sent(r) + sixty])


@second("C-3t", states=ANSWERS)
@second("C-3", states=("accepted",))
def first_answers(w: World, states: tuple[str, ...]) -> list[Fact]:
    found = []
    for r in orientations(w):
        answers = moves(r, *ANSWERS)
        if answers and w.holds(local(answers[0])) and answers[0] in moves(r, *states):
            found.append(Fact(r.commune_code, local(answers[0]), r.person_id))
    return found


@second("C-6t")
@second("C-6")
def begun(w: World) -> list[Fact]:
    found = []
    for r in orientations(w):
        if r.engaged_at and w.holds(local(r.engaged_at)):
            days = (local(r.engaged_at) - local(first_sent(r))).days
            found.append(Fact(r.commune_code, local(r.engaged_at), r.person_id, value=days))
    return found


@second("C-7")
def loops(w: World) -> list[Fact]:
    """People with three referrals in the 180 days before the quarter ends, and nobody who had received them by then."""
    recent = defaultdict(list)
    for r in sorted(orientations(w), key=lambda r: (r.sent_at, r.id)):
        if r.state != "draft" and w.last - timedelta(days=180) <= local(first_sent(r)) < w.last:
            recent[r.person_id].append(r)
    found = []
    for mine in recent.values():
        if len(mine) >= 3 and not any(r.engaged_at and r.engaged_at < midnight(w.last) for r in mine):
            found += sorted(facts(mine), key=lambda fact: fact.day)
    return once(found)


@second("C-8")
def refusals(w: World) -> list[Fact]:
    return [
        Fact(r.commune_code, local(at), r.person_id, under={"reason": r.refusal_reason})
        for r in orientations(w)
        for at in moves(r, "declined")
        if w.holds(local(at))
    ]


@second("C-1")
def all_sent(w: World) -> list[Fact]:
    """A pair of networks is told of when three structures feed it at each end, and none of them makes over 85 %."""
    pairs, ends = {}, defaultdict(Counter)
    for r in cohort(w, 0):
        pairs[r.id] = f"{network(w, r.sender_structure_id)}>{network(w, r.recipient_structure_id)}"
        ends[pairs[r.id], "sender"][r.sender_structure_id] += 1
        ends[pairs[r.id], "recipient"][r.recipient_structure_id] += 1
    for (pair, _), end in ends.items():
        structures = {structure: number for structure, number in end.items() if structure}
        if len(structures) < 3 or max(structures.values()) > 0.85 * end.total():
            pairs = {r: "autre>autre" if mine == pair else mine for r, mine in pairs.items()}
    return [Fact(r.commune_code, local(first_sent(r)), r.person_id, under={"pair": pairs[r.id]}) for r in cohort(w, 0)]


def network(w: World, structure_id: int | None) -> str:
    """The first, in the order of the code list, of those of a structure that three or more have; a pool has none."""
    every = w.rows(StructureNetwork)
    shared = {one.network for one in every if sum(other.network == one.network for other in every) >= 3}
    mine = {one.network for one in every if one.structure_id == structure_id}
    return next((network for network in Network if network in mine & shared), Network.AUTRE).value
