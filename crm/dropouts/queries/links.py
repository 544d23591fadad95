"""Pages without an account: where somebody reports, and where a young person asks to be called back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload
from werkzeug.exceptions import NotFound

from crm import links
from crm.accounts.models import Membership
from crm.db import db
from crm.dropouts.models import ContactAttempt, DropoutCase, ReportLink
from crm.dropouts.queries.record import WHOLE
from crm.dropouts.rules import OPEN
from crm.people.models import Person
from crm.policy import May, permitted
from crm.reading import fold

REPORT, CALL_BACK = "dropout-report", "call-back"
"""What each link is for: the signature of one opens nothing of the other."""

ANSWERABLE = timedelta(days=30)
"""How long somebody who was written to may answer from the link."""


def report_token(link: ReportLink) -> str:
    """What opens its page, at `/s/…`."""
    return links.sign(REPORT, link.uid)


def report_link(token: str, now: datetime) -> ReportLink | None:
    """The link, while it lives."""
    uid = links.read(REPORT, token)
    alive = (ReportLink.uid == uid, ReportLink.expires_at > now, ReportLink.closed_at.is_(None))
    return db.session.scalar(select(ReportLink).where(*alive)) if uid else None


def given_links(actor: Membership) -> Sequence[ReportLink]:
    """The links of the actor's platform, the latest first."""
    query = select(ReportLink).where(permitted(actor, May.GIVE_LINK, ReportLink))
    return db.session.scalars(
        query.options(selectinload(ReportLink.reports)).order_by(ReportLink.id.desc()).limit(200)
    ).all()


def given_link(actor: Membership, uid: UUID) -> ReportLink:
    found = db.session.scalar(
        select(ReportLink).where(ReportLink.uid == uid, permitted(actor, May.GIVE_LINK, ReportLink))
    )
    if found is None:
        raise NotFound
    return found


def exactly(given_name: str, family_name: str, born_on: object) -> Person | None:
    """The one open file of exactly these names and birth date."""
    names = {f" {fold(f'{given_name} {family_name}')} "}
    query = select(Person).where(
        Person.born_on == born_on,
        Person.folded.in_(names),
        Person.merged_into_id.is_(None),
        Person.restricted.is_(False),
    )
    found = db.session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def answer_token(attempt: ContactAttempt) -> str:
    """What opens the page of who was written to, at `/c/…`."""
    return links.sign(CALL_BACK, attempt.uid)


def written_to(token: str, now: datetime, *, locked: bool = False) -> DropoutCase | None:
    """The open case of who was written to, while the link lives."""
    uid = links.read(CALL_BACK, token)
    if uid is None:
        return None
    query = (
        select(DropoutCase)
        .join(ContactAttempt, ContactAttempt.case_id == DropoutCase.id)
        .join(DropoutCase.person)
        .where(ContactAttempt.uid == uid, ContactAttempt.at > now - ANSWERABLE, DropoutCase.state.in_(OPEN))
        .options(contains_eager(DropoutCase.person), *WHOLE[1:])
    )
    return db.session.scalar(query.with_for_update(of=DropoutCase) if locked else query)
