"""What a digest says, and to whom it is due. Each number is the size of the very list that its link opens."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select

from crm.accounts.models import Membership, User
from crm.codes.appointments import Channel, MessageKind
from crm.codes.people import Language
from crm.codes.structures import Role
from crm.db import db
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete, Sample
from crm.territory.rules import PARIS
from crm.today.queries.day import day
from crm.today.rules import Line, digest, is_weekly_day, works

KINDS = {
    Role.COUNSELLOR: MessageKind.COUNSELLOR_DAILY_DIGEST,
    Role.STRUCTURE_MANAGER: MessageKind.SUPERVISOR_WEEKLY_DIGEST,
    Role.PSAD_COORDINATOR: MessageKind.COUNSELLOR_DAILY_DIGEST,
}
SUBJECTS = {
    MessageKind.COUNSELLOR_DAILY_DIGEST: "Votre journée",
    MessageKind.SUPERVISOR_WEEKLY_DIGEST: "Votre structure, cette semaine",
}
LISTS = {
    "to_complete": ("rendez-vous à compléter", "rendez-vous à compléter", "/today#a-completer"),
    "to_answer": ("orientation à répondre", "orientations à répondre", "/referrals?box=to_answer"),
    "to_book": (
        "rendez-vous à fixer après une orientation",
        "rendez-vous à fixer après une orientation",
        "/referrals?box=to_book",
    ),
    "news": ("nouvelle d’une orientation", "nouvelles d’orientations", "/referrals?box=news"),
    "late": ("délai légal dépassé", "délais légaux dépassés", "/dropouts?box=late"),
    "climbed": ("suivi à débloquer", "suivis à débloquer", "/dropouts?box=climbed"),
    "amber": ("jeune à recevoir sous 30 jours", "jeunes à recevoir sous 30 jours", "/dropouts?box=amber"),
    "to_assign": ("suivi à confier", "suivis à confier", "/dropouts?box=to_assign"),
    "to_call": ("jeune à appeler", "jeunes à appeler", "/dropouts?box=to_call"),
    "to_recall": ("jeune à rappeler", "jeunes à rappeler", "/dropouts?box=to_recall"),
    "overdue": ("étape arrivée à échéance", "étapes arrivées à échéance", "/today#etapes"),
    "checks": ("solution à vérifier", "solutions à vérifier", "/today#solutions"),
    "summoned": (
        "convocation au bout de ses deux mois",
        "convocations au bout de leurs deux mois",
        "/obligations",
    ),
    "failed": ("message non parti", "messages non partis", "/today#echecs"),
    "adults": ("jeune tout juste majeur·e", "jeunes tout juste majeur·es", "/today#majeurs"),
}
"""What each number counts, of one and of several, and where its list is."""


def lines(actor: Membership, now: datetime) -> list[Line]:
    """What waits for somebody, as their first page counts it; only what is not zero."""
    today = day(actor, now)
    if actor.role is Role.PSAD_COORDINATOR:
        found = {name: today.dropouts[name] for name in ("late", "climbed", "to_assign")}
        return listed(found)
    found = {
        "to_complete": len(today.to_complete),
        "to_answer": today.referrals["to_answer"],
        "to_book": today.referrals["to_book"],
        "news": today.referrals["news"],
        "late": today.dropouts["late"],
        "climbed": today.dropouts.get("climbed", 0),
        "amber": today.dropouts["amber"],
        "to_call": today.dropouts["to_call"],
        "to_recall": today.dropouts["to_recall"],
        "overdue": len(today.overdue),
        "checks": len(today.checks),
        "summoned": today.summoned,
        "failed": len(today.failed),
        "adults": len(today.adults),
    }
    return listed(found)


def listed(found: Mapping[str, int]) -> list[Line]:
    return [Line(number, LISTS[name][number > 1], LISTS[name][2]) for name, number in found.items() if number]


def wants(membership: Membership, now: datetime) -> bool:
    """Does somebody want the digest of their role on that day?"""
    today, user = now.astimezone(PARIS).date(), membership.user
    if not (membership.current and user.active):
        return False
    if KINDS[membership.role] is MessageKind.COUNSELLOR_DAILY_DIGEST:
        return user.daily_digest and works(today)
    return user.weekly_digest and is_weekly_day(today, user.digest_weekday)


def awaiting(now: datetime) -> Sequence[int]:
    """The memberships whose digest of that day is due and not promised yet."""
    occasion = now.astimezone(PARIS).date().isoformat()
    promised = exists().where(
        Message.subject == func.concat("membership:", Membership.id), Message.occasion == occasion
    )
    query = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role.in_(KINDS), Membership.ended_on.is_(None), User.active, ~promised)
        .order_by(Membership.id)
    )
    return [m.id for m in db.session.scalars(query).unique() if wants(m, now)]


def compose(message: Message, public_url: str) -> Content:
    """A digest from what waits at this very moment; when nothing does any more, none leaves."""
    membership = db.session.get(Membership, int(message.subject.partition(":")[2]))
    if membership is None or not wants(membership, message.not_before):
        raise Obsolete
    found = lines(membership, message.not_before)
    if not found:
        raise Obsolete
    return Content(
        to=membership.user.email,
        subject=SUBJECTS[message.kind],
        text=digest(found, public_url, membership.user.given_name, membership.place),
    )


def samples(
    actor: Membership, channel: Channel, language: Language, public_url: str, now: datetime
) -> Sequence[Sample]:
    """The actor's own digest as it would be now; staff reads French, by e-mail."""
    if channel is not Channel.EMAIL or language is not Language.FRENCH or not (found := lines(actor, now)):
        return []
    kind = KINDS[actor.role]
    text = digest(found, public_url, actor.user.given_name, actor.place)
    return [Sample(kind.label, Content(to="", subject=SUBJECTS[kind], text=text))]
