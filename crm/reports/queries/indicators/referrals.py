"""C, referrals. Source: referrals and their moves. Attribution: the structure that sent, the commune then.

An opinion asked is not counted: nobody is sent, so nobody can be received. A referral is sent once, when it first
waits for an answer: neither giving it from a pool to a structure, nor sending it anew after it expired, starts a
second one.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from crm.codes.referrals import ReferralKind, ReferralState
from crm.codes.structures import Network
from crm.referrals.models import Referral, ReferralTransition
from crm.reports.queries.indicators.shared import Facts, Period, day, facts, midnight, some
from crm.structures.models import StructureNetwork

ANSWERED = (ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.REDIRECTED)
FEWEST = 3
"""Networks of fewer structures are counted with the others: none of theirs may be recognised."""

LARGEST = 0.85
"""The share of a pair of networks above which one structure would read itself in it."""

OTHERS = f"{Network.AUTRE.value}>{Network.AUTRE.value}"

waited = aliased(ReferralTransition)
sending = (
    select(func.min(waited.at).label("at"))
    .where(waited.referral_id == Referral.id, waited.to_state == ReferralState.PENDING)
    .correlate(Referral)
    .lateral("sending")
)
first_sent = func.coalesce(sending.c.at, Referral.sent_at)
"""Where `sending` is joined: once for each referral, however often it is asked for."""


def network(structure_id: Any) -> ColumnElement[str]:
    """Of the networks of a structure that enough structures share, the first in the order of the code list; `autre` if
    there is none, and for a pool."""
    mine, other = aliased(StructureNetwork), aliased(StructureNetwork)
    order = func.array_position([n.value for n in Network], mine.network)
    peers = select(func.count()).where(other.network == mine.network).scalar_subquery()
    best = select(mine.network).where(mine.structure_id == structure_id, peers >= FEWEST).order_by(order).limit(1)
    return func.coalesce(best.scalar_subquery(), Network.AUTRE.value)


def orientations(date: ColumnElement[Any], **more: Any) -> Facts:
    """Referrals and transfers, dated; never an opinion asked."""
    found = facts(Referral, date, Referral.commune_code, Referral.sender_structure_id, **more)
    return found.where(Referral.kind != ReferralKind.OPINION)


def sent(p: Period, *conditions: Any, **more: Any) -> Facts:
    return (
        orientations(day(first_sent), **more)
        .join(sending, true())
        .where(
            Referral.state != ReferralState.DRAFT,
            Referral.sent_at >= midnight(p.first),  # assigning or sending anew only moves it later
            p.holds(first_sent),
            *conditions,
        )
    )


def moved(states: tuple[ReferralState, ...], within: timedelta) -> ColumnElement[bool]:
    move = aliased(ReferralTransition)
    return some(move.referral_id == Referral.id, move.to_state.in_(states), move.at <= first_sent + within)


def all_sent(p: Period) -> Facts:
    """C-1, and C-9 by pair of networks. Unit: referrals first sent in P.

    A pair is told of when three structures or more feed it at each end, none of them above 85 %.
    """
    sender, recipient = network(Referral.sender_structure_id), network(Referral.recipient_structure_id)
    to = Referral.recipient_structure_id
    found = sent(p, pair=func.concat(sender, ">", recipient), to=to).cte()
    told = and_(*(found.c.pair.in_(fed(found, end)) for end in (found.c.structure_id, found.c.to)))
    columns = [column for column in found.c if column.key not in ("pair", "to")]
    return select(*columns, case((told, found.c.pair), else_=OTHERS).label("pair"))


def fed(found: Any, structure: Any) -> Any:
    """The pairs that enough structures feed at one end; a pool is no structure."""
    columns = found.c.pair, structure.label("structure")
    each = select(*columns, func.count().label("number")).group_by(*columns).subquery()
    largest = func.max(each.c.number).filter(each.c.structure.is_not(None))
    few = largest > LARGEST * func.sum(each.c.number)
    return select(each.c.pair).group_by(each.c.pair).having(func.count(each.c.structure) >= FEWEST, not_(few))


def observed(days: int) -> Any:
    """The cohorts of C-2, C-4 and C-5: sent so many days before P, all observed for as long when P ends."""
    return lambda p: sent(p.earlier(days))


def answered(days: int) -> Any:
    """C-2. Of the cohort, accepted, declined or redirected within so many days."""
    return lambda p: sent(p.earlier(days), moved(ANSWERED, timedelta(days=days)))


def expired(p: Period) -> Facts:
    """C-4. Of the cohort observed 60 days, expired within them, and not answered within them."""
    sixty = timedelta(days=60)
    return sent(p.earlier(60), moved((ReferralState.EXPIRED,), sixty), ~moved(ANSWERED, sixty))


def engaged(p: Period) -> Facts:
    """C-5, the headline. Of the cohort observed 60 days, the person was received within them."""
    return sent(p.earlier(60), Referral.engaged_at <= first_sent + timedelta(days=60))


def answers(p: Period, *conditions: Any, **more: Any) -> Facts:
    """The denominator of C-3. Unit: referrals whose first answer is in P."""
    move, earlier = ReferralTransition, aliased(ReferralTransition)
    first = ~some(
        earlier.referral_id == move.referral_id,
        earlier.to_state.in_(ANSWERED),
        or_(earlier.at < move.at, and_(earlier.at == move.at, earlier.id < move.id)),
    )
    found = orientations(day(move.at), **more).join(move, move.referral_id == Referral.id)
    return found.where(p.holds(move.at), move.to_state.in_(ANSWERED), first, *conditions)


def accepted(p: Period) -> Facts:
    """C-3. Of the first answers of P, acceptances."""
    return answers(p, ReferralTransition.to_state == ReferralState.ACCEPTED)


def begun(p: Period, **more: Any) -> Facts:
    """Whose people C-6 is of: referrals engaged in P."""
    return orientations(day(Referral.engaged_at), **more).where(p.holds(Referral.engaged_at))


def days_to_begin(p: Period) -> Facts:
    """C-6. Unit: calendar days from sending to the first appointment kept, median."""
    return begun(p, value=day(Referral.engaged_at) - day(first_sent)).join(sending, true())


def loops(p: Period) -> Facts:
    """C-7. Unit: people with three referrals or more in the 180 days before P ends, none engaged by then."""
    window = Period(p.last - timedelta(days=180), p.last)
    found = sent(window).subquery()
    hopeless = (
        select(found.c.person_id)
        .join(Referral, Referral.id == found.c.ref)
        .group_by(found.c.person_id)
        .having(func.count() >= 3, ~func.bool_or(func.coalesce(Referral.engaged_at < p.end, false())))
    )
    return sent(window, Referral.person_id.in_(hopeless))


def refusals(p: Period) -> Facts:
    """C-8. Unit: referrals declined in P, by reason."""
    move = ReferralTransition
    reason = func.coalesce(Referral.refusal_reason, "other")
    found = orientations(day(move.at), reason=reason).join(move, move.referral_id == Referral.id)
    return found.where(p.holds(move.at), move.to_state == ReferralState.DECLINED)
