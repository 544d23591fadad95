"""Who came, by how the slot was set, for the structure as a whole."""

from datetime import date, datetime

from sqlalchemy import func, select

from crm.accounts.models import Membership
from crm.appointments.models import Appointment, Participation
from crm.appointments.queries.agenda import start_of
from crm.appointments.rules import OPEN, Tally
from crm.codes.appointments import ParticipationStatus as Status
from crm.codes.appointments import SlotOrigin
from crm.db import db
from crm.policy import May, permitted, require


def attendance(actor: Membership, first: date, until: date, now: datetime) -> list[Tally]:
    """One tally for each origin, of the appointments from `first` to the day before `until`, that are past."""
    require(actor, May.SEE_ATTENDANCE_RATES)
    count = func.count().filter
    query = (
        select(
            Participation.slot_origin,
            *(
                count(Participation.status == status).label(status.value)
                for status in (Status.ATTENDED, Status.EXCUSED, Status.REVOKED, Status.NO_SHOW)
            ),
            count(Participation.status.in_(OPEN)).label("unnoted"),
        )
        .join(Participation.appointment)
        .where(
            permitted(actor, May.READ_APPOINTMENT, Appointment),
            Participation.starts_at >= start_of(first),
            Participation.starts_at < start_of(until),
            Participation.ends_at <= now,
        )
        .group_by(Participation.slot_origin)
    )
    found = {row.slot_origin: row for row in db.session.execute(query)}
    return [
        Tally(origin, row.attended, row.excused, row.revoked, row.no_show, row.unnoted)
        for origin in SlotOrigin
        if (row := found.get(origin))
    ]
