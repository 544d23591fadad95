"""What becomes of an edition: asked for, signed off, published, replaced by its revision, archived."""

from datetime import datetime, timedelta

from sqlalchemy import select

from crm.accounts.models import Membership
from crm.codes.appointments import MessageKind
from crm.codes.dropouts import EditionState
from crm.codes.structures import Role
from crm.db import db
from crm.errors import Refused
from crm.messages.actions import promise
from crm.policy import May, require
from crm.reports import queries
from crm.reports.models import Edition, EditionMove
from crm.reports.queries import published
from crm.reports.rules.life import OUT, REVISIONS, may_become, outlived
from crm.reports.rules.tables import after, first_day
from crm.territory.rules import PARIS


def move(actor: Membership | None, edition: Edition, target: EditionState, *, now: datetime) -> None:
    """Take the edition to its next state, and write who did it. No actor: the product itself, at its time."""
    if not may_become(edition.state, target):
        raise Refused(f"Un rapport « {edition.state.label} » ne peut pas devenir « {target.label} ».")
    came_from, edition.state = edition.state, target
    db.session.add(
        EditionMove(
            edition=edition, came_from=came_from, went_to=target, at=now, user_id=actor.user_id if actor else None
        )
    )


def ask(actor: Membership | None, year: int, quarter: int, *, now: datetime) -> Edition:
    """Have a worker build the edition of a quarter that is over, or the one revision of what is published."""
    if actor:
        require(actor, May.BUILD_EDITION)
    if first_day(*after(year, quarter)) > now.astimezone(PARIS).date():
        raise Refused("Ce trimestre n’est pas terminé : attendez sa fin pour préparer le rapport.")
    edition = queries.of_quarter(year, quarter)
    if edition is None or (edition.state in OUT and edition.revision < REVISIONS):
        return begin(actor, year, quarter, edition.revision + 1 if edition else 1, now=now)
    if edition.state is EditionState.BUILDING:
        return edition
    if edition.state in OUT:
        raise Refused("Ce rapport a déjà été révisé une fois : le comparer à une troisième version en dirait trop.")
    if edition.state is EditionState.SIGNED_OFF:
        raise Refused("Ce rapport est déjà validé : publiez-le ; vous pourrez ensuite en préparer une révision.")
    move(actor, edition, EditionState.BUILDING, now=now)
    edition.stage, edition.audit_passed, edition.audit = "En attente", False, None
    edition.counted_at = edition.built_at = None
    db.session.flush()
    return edition


def begin(actor: Membership | None, year: int, quarter: int, revision: int, *, now: datetime) -> Edition:
    user_id = actor.user_id if actor else None
    edition = Edition(year=year, quarter=quarter, revision=revision, requested_by_id=user_id, stage="En attente")
    edition.state = EditionState.BUILDING
    edition.moves = [EditionMove(went_to=EditionState.BUILDING, at=now, user_id=user_id)]
    db.session.add(edition)
    db.session.flush()
    return edition


def sign_off(actor: Membership, edition: Edition, *, now: datetime) -> None:
    """The data protection officer has read the proof and lets the edition out."""
    require(actor, May.SIGN_OFF_EDITION)
    if edition.state is not EditionState.DRAFT:
        raise Refused("Seul un rapport prêt à relire peut être validé.")
    if edition.stage:
        raise Refused(edition.stage)
    if not edition.audit_passed:
        raise Refused("L’audit a trouvé des cases qui se devinent : ce rapport ne peut pas sortir.")
    if void := published.report(edition).void:
        raise Refused(f"{void} Relancez les structures, puis préparez-le à nouveau.")
    move(actor, edition, EditionState.SIGNED_OFF, now=now)
    edition.signed_off_by_id, edition.signed_off_at = actor.user_id, now
    db.session.flush()


def publish(actor: Membership | None, edition: Edition, *, now: datetime) -> None:
    """Open the edition to the Région, whose readers are told; a revision takes the place of the first edition."""
    if actor:
        require(actor, May.PUBLISH_EDITION)
    if edition.state is not EditionState.SIGNED_OFF:
        raise Refused("Ce rapport n’est pas validé : il ne peut pas être publié.")
    if first := queries.online(edition.year, edition.quarter):
        move(actor, first, EditionState.REPLACED, now=now)
        db.session.flush()  # one edition of a quarter is published at a time: the database says so
    move(actor, edition, EditionState.PUBLISHED, now=now)
    edition.published_at = now
    edition.published_by_id = actor.user_id if actor else edition.signed_off_by_id
    db.session.flush()
    tell(MessageKind.REPORT_PUBLISHED, Role.REGIONAL_ANALYST, edition, "published", now=now)


def draw_up(edition: Edition, *, now: datetime) -> None:
    """The figures are there: a draft, which the data protection officer is told to read."""
    move(None, edition, EditionState.DRAFT, now=now)
    tell(MessageKind.REPORT_TO_SIGN, Role.DPO, edition, f"draft {now:%Y-%m-%d}", now=now)


def tell(kind: MessageKind, role: Role, edition: Edition, occasion: str, *, now: datetime) -> None:
    readers = select(Membership.user_id).where(Membership.role == role, Membership.ended_on.is_(None)).distinct()
    for reader in db.session.scalars(readers):
        promise(
            kind,
            f"edition:{edition.id}",
            f"user:{reader}",
            occasion=occasion,
            not_before=now,
            not_after=now + timedelta(days=365),
            now=now,
        )


def archive(*, now: datetime) -> int:
    """Take down the editions that are older than the year before. Returns how many."""
    up = select(Edition).where(Edition.state.in_((EditionState.PUBLISHED, EditionState.REPLACED)))
    gone = [e for e in db.session.scalars(up) if outlived(e.year, now.astimezone(PARIS).date())]
    for edition in gone:
        move(None, edition, EditionState.ARCHIVED, now=now)
    db.session.flush()
    return len(gone)
