"""What needs each role now. Every number is the size of the list it opens."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm.accounts.models import Membership
from crm.appointments import queries as appointments
from crm.codes.structures import Role
from crm.dropouts import queries as dropouts
from crm.duty import queries as duty
from crm.people import queries as people
from crm.referrals import queries as referrals
from crm.support import queries as support
from crm.territory.rules import PARIS


@dataclass(frozen=True)
class Day:
    """The first page of a counsellor, a manager or a coordinator."""

    appointments: Any = ()
    to_complete: Any = ()
    known: Any = ()
    """Whose name the reader may see, of those, and whether they may open the file."""

    overdue: Any = ()
    answers: Any = ()
    said: Any = ()
    checks: Any = ()
    obligations: Any = ()
    """Summonses whose two months end."""

    summoned: int = 0
    """How many there are of them."""

    adults: Any = ()
    failed: Any = ()
    referrals: dict[str, int] = field(default_factory=dict)
    dropouts: dict[str, int] = field(default_factory=dict)


def day(actor: Membership, now: datetime) -> Day:
    today = now.astimezone(PARIS).date()
    counters: dict[str, Any] = {
        "referrals": referrals.counts(actor),
        "dropouts": dropouts.counts(actor, today),
        "obligations": duty.due(actor, today),
        "summoned": duty.due_count(actor, today),
    }
    if actor.role is Role.PSAD_COORDINATOR:
        return Day(**counters)
    own = actor.user_id if actor.role is Role.COUNSELLOR else None
    return Day(
        appointments=appointments.agenda(actor, today, today, appointments.Whose(own)),
        to_complete=(unnoted := appointments.to_complete(actor, now, own)),
        known=appointments.readable(actor, (part.person_id for part in unnoted)),
        overdue=support.overdue(actor, today),
        said=appointments.answers(actor, own),
        answers=referrals.sent_lately(actor, 7, today),
        adults=support.come_of_age(actor, today),
        checks=dropouts.checks_due(actor, today, own),
        failed=people.failures(actor),
        **counters,
    )
