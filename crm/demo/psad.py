"""PSAD meetings of the story: one held last month, with its decisions and minutes, and one to come."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from crm.accounts.models import Membership
from crm.codes.structures import Role
from crm.db import db
from crm.demo.pen import at, weekday
from crm.dropouts.models import DropoutCase
from crm.dropouts.rules import CALLABLE
from crm.psad.models import Decision, Meeting, Seat
from crm.structures.models import Platform
from crm.structures.queries import covering
from crm.territory.rules import PARIS

PRESENT, DECIDED = 6, 8
PLACE = "Salle du conseil, 2e étage"
SAID = (
    "Appeler la famille, puis proposer un entretien avec la MLDS.",
    "Visite au CFA avant la fin du mois.",
    "Relancer par courrier, puis passer à domicile.",
    "Envoyer le dossier au micro-lycée, qui a une place.",
)
MINUTES = (
    "Les listes du SIEI arrivent avec trois semaines de retard, la plateforme le signale au rectorat.\n"
    "Deux places restent libres en micro-lycée pour janvier."
)


def hold(now: datetime) -> None:
    """For each platform, the meeting of last month and the next one."""
    today = now.astimezone(PARIS).date()
    for platform in db.session.scalars(select(Platform).order_by(Platform.id)):
        coordinator = db.session.scalar(
            select(Membership.user_id).where(
                Membership.platform_id == platform.id, Membership.role == Role.PSAD_COORDINATOR
            )
        )
        assert coordinator
        held_on = weekday(today - timedelta(days=28))
        lead = platform.lead_structure_id
        present = [lead, *(one.id for one in covering(platform)[:PRESENT] if one.id != lead)]
        held = Meeting(platform_id=platform.id, held_on=held_on, place=PLACE, words=MINUTES)
        held.closed_at, held.closed_by_id = at(held_on, 17), coordinator
        coming = Meeting(platform_id=platform.id, held_on=weekday(today + timedelta(days=9)), place=PLACE)
        for meeting in (held, coming):
            meeting.seats = [Seat(structure_id=number) for number in present]
        db.session.add_all([held, coming])
        held.decisions = [decided(case, number, held_on, coordinator) for number, case in enumerate(looked_at(held))]
    db.session.flush()


def looked_at(meeting: Meeting) -> list[DropoutCase]:
    """Cases that were there to be called when the meeting was held, and have not moved since."""
    query = select(DropoutCase).where(
        DropoutCase.platform_id == meeting.platform_id,
        DropoutCase.state.in_(CALLABLE),
        DropoutCase.assigned,
        DropoutCase.reported_on < meeting.held_on,
    )
    return list(db.session.scalars(query.order_by(DropoutCase.id).limit(DECIDED)))


def decided(case: DropoutCase, number: int, held_on: date, coordinator: int) -> Decision:
    return Decision(
        case=case,
        structure_id=case.structure_id,
        owner_id=case.owner_id,
        next_on=case.next_step_on,
        words=SAID[number % len(SAID)],
        at=at(held_on, 15),
        decided_by_id=coordinator,
    )
