"""Referrals of the story, in every state, with their clocks running."""

from datetime import date, timedelta

from crm.codes.people import CircleReason
from crm.codes.referrals import ReferralOutcome, RefusalReason, SharingBasis, Urgency, UrgencyReason
from crm.codes.referrals import ReferralState as Referral
from crm.codes.support import Theme
from crm.demo.pen import Person, Story, at, pick
from crm.people.rules import age
from crm.referrals.rules import AGAIN, FIRST_APPOINTMENT, LATE, NUDGES, REPLY, expiry, next_nudge, nudges_due

PATHS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("send",), 12),
    (("send", "acknowledge"), 4),
    (("send", "ask"), 3),
    (("send", "accept"), 6),
    (("send", "accept", "book"), 6),
    (("send", "accept", "book", "attend"), 34),
    (("send", "accept", "book", "attend", "close"), 10),
    (("send", "accept", "book", "miss"), 5),
    (("send", "decline"), 11),
    (("send", "expire"), 8),
    (("send", "withdraw"), 3),
)
REACHED = {
    "send": Referral.PENDING,
    "acknowledge": Referral.UNDER_REVIEW,
    "ask": Referral.UNDER_REVIEW,
    "accept": Referral.ACCEPTED,
    "book": Referral.APPOINTMENT_SET,
    "attend": Referral.ENGAGED,
    "close": Referral.CLOSED,
    "miss": Referral.MISSED,
    "decline": Referral.DECLINED,
    "expire": Referral.EXPIRED,
    "withdraw": Referral.WITHDRAWN,
}
OPEN = (Referral.PENDING, Referral.UNDER_REVIEW, Referral.ACCEPTED, Referral.APPOINTMENT_SET, Referral.MISSED)
DUE = {"accept": FIRST_APPOINTMENT, "book": timedelta(days=12), "miss": AGAIN}
QUESTIONS = ("Peut-il venir un jeudi matin ?", "A-t-elle déjà fait un stage ?", "Quand est-il disponible ?")
SHARED = ["born_on", "phone", "email", "commune"]
DAYS = {
    "send": 0,
    "acknowledge": 3,
    "ask": 4,
    "accept": 6,
    "book": 8,
    "attend": 20,
    "close": 45,
    "miss": 20,
    "decline": 7,
}
DAYS |= {"expire": 30, "withdraw": 5}


def refer(story: Story, person: Person) -> None:
    """The mission locale sends the person to a partner, or to the pool of the territory."""
    random, region = story.random, story.region
    path = pick(random, PATHS)
    still_open = REACHED[path[-1]] in OPEN
    ago = random.randrange(0, 26) if still_open else random.randrange(DAYS[path[-1]] + 3, 420)
    sent_on = max(story.past(ago), person.opened_on)
    if (story.today - sent_on).days < DAYS[path[-1]] and not still_open:
        return
    partners = region.partners[person.arrondissement]
    recipient = random.choice(partners) if partners else None
    platform, lead = region.platforms[person.arrondissement]
    pooled = recipient is None or (path == ("send",) and random.random() < 0.6)
    if pooled and (path != ("send",) or lead == person.home.id):
        return
    state = REACHED[path[-1]]
    ends = {name: min(sent_on + timedelta(days=DAYS[name]), story.today) for name in path}
    answered = next((ends[name] for name in ("accept", "decline") if name in path), None)
    target = lead if pooled or recipient is None else recipient.id
    number = story.tables.next("referral")
    closed = state in (Referral.CLOSED, Referral.DECLINED, Referral.EXPIRED, Referral.WITHDRAWN)
    minor = age(person.born_on, sent_on) < 18
    theme = random.choice((Theme.TRAIN, Theme.CHOOSE_JOB, Theme.FIND_JOB, Theme.REMOBILISATION))
    urgency = random.choice((Urgency.NORMAL, Urgency.NORMAL, Urgency.NORMAL, Urgency.SOON, Urgency.URGENT))
    next_step_on, nudged = clock(path[-1], sent_on, ends, story.today)
    story.tables.add(
        "referral",
        id=number,
        person_id=person.id,
        state=state,
        sender_structure_id=person.home.id,
        sender_id=person.referent,
        recipient_structure_id=None if pooled or recipient is None else recipient.id,
        platform_id=platform if pooled else None,
        owner_structure_id=person.home.id if closed or "ask" in path else target,
        next_step_on=next_step_on,
        nudged=nudged,
        assigned_to_id=recipient.counsellors[0] if recipient and "accept" in path else None,
        theme=theme,
        urgency=urgency,
        urgency_reason=UrgencyReason.DEADLINE if urgency is Urgency.URGENT else None,
        message="Motivé·e, disponible dès maintenant.",
        basis=SharingBasis.AGREEMENT,
        shared_fields=SHARED,
        guardian_informed=True if minor else None,
        refusal_reason=random.choice((RefusalReason.SESSION_FULL, RefusalReason.NOT_ELIGIBLE, RefusalReason.NOT_MOBILE))
        if state is Referral.DECLINED
        else None,
        outcome=ReferralOutcome.SUPPORT_STARTED if state is Referral.CLOSED else None,
        sent_at=at(sent_on),
        answered_at=at(answered) if answered else None,
        engaged_at=at(ends["attend"]) if "attend" in path else None,
        closed_at=at(ends[path[-1]]) if closed else None,
        expires_on=expiry(sent_on, state) if state in (Referral.PENDING, Referral.UNDER_REVIEW) else None,
        commune_code=person.commune,
    )
    moves(story, number, person, path, ends)
    if recipient and "ask" in path:
        wrote = {"referral_id": number, "structure_id": recipient.id, "author_id": recipient.counsellors[0]}
        story.tables.add("referral_post", **wrote, text=random.choice(QUESTIONS), at=at(ends["ask"], 11))
    if recipient and not pooled:
        agreed = {"person_id": person.id, "structure_id": recipient.id, "agreed_on": sent_on}
        story.tables.add("sharing_agreement", **agreed, scope=SHARED)
    if pooled:
        story.follow(person, CircleReason.REFERRAL_POOL, sent_on, platform_id=platform)
    elif "accept" in path and recipient:
        story.follow(person, CircleReason.REFERRAL_ACCEPTED, ends["accept"], structure_id=recipient.id)


def clock(last: str, sent_on: date, ends: dict[str, date], today: date) -> tuple[date | None, int]:
    """When the next step is due after the last move, and how many reminders there were, as the product counts them."""
    if last in ("send", "acknowledge"):
        nudged = nudges_due(sent_on, today)
        return (next_nudge(sent_on, nudged) if nudged < len(NUDGES) else expiry(sent_on, REACHED[last])), nudged
    if last == "ask":
        asked = (today - ends["ask"] - REPLY) // AGAIN + 1
        return ends["ask"] + REPLY + max(asked, 0) * AGAIN, 0
    if last not in DUE:
        return None, 0
    due_on = ends[last] + DUE[last]
    return due_on, nudges_due(due_on, today, LATE)


def moves(story: Story, referral: int, person: Person, path: tuple[str, ...], ends: dict[str, date]) -> None:
    state = Referral.DRAFT
    for hour, name in enumerate(path):
        story.tables.add(
            "referral_transition",
            referral_id=referral,
            move=name,
            from_state=state,
            to_state=REACHED[name],
            at=at(ends[name], 10 + hour),
            actor_id=person.referent if name in ("send", "withdraw") else None,
        )
        state = REACHED[name]
