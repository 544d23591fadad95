"""Referrals and dropouts of the story, in every state, with their clocks running."""

from datetime import date, datetime, timedelta
from typing import Any

from crm.codes.dropouts import (
    AttemptChannel,
    AttemptResult,
    DropoutSource,
    ExitReason,
    SolutionStatus,
    SolutionType,
    Verification,
)
from crm.codes.dropouts import DropoutState as Dropout
from crm.codes.people import CircleReason
from crm.codes.referrals import ReferralOutcome, RefusalReason, SharingBasis, Urgency, UrgencyReason
from crm.codes.referrals import ReferralState as Referral
from crm.codes.support import Theme
from crm.demo.lives import age_on
from crm.demo.names import SCHOOLS
from crm.demo.pen import Person, Story, at, pick
from crm.dropouts.rules import add_months, check_dates, interview_due, is_legal_dropout
from crm.referrals.rules import expiry

PATHS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("send",), 12),
    (("send", "acknowledge"), 5),
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
DAYS = {"send": 0, "acknowledge": 3, "accept": 6, "book": 8, "attend": 20, "close": 45, "miss": 20, "decline": 7}
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
    pooled = recipient is None or (path == ("send",) and random.random() < 0.3)
    if pooled and (path != ("send",) or lead == person.home.id):
        return
    state = REACHED[path[-1]]
    ends = {name: min(sent_on + timedelta(days=DAYS[name]), story.today) for name in path}
    answered = next((ends[name] for name in ("accept", "decline") if name in path), None)
    target = lead if pooled or recipient is None else recipient.id
    number = story.tables.next("referral")
    closed = state in (Referral.CLOSED, Referral.DECLINED, Referral.EXPIRED, Referral.WITHDRAWN)
    minor = age_on(person, sent_on) < 18
    theme = random.choice((Theme.TRAIN, Theme.CHOOSE_JOB, Theme.FIND_JOB, Theme.REMOBILISATION))
    urgency = random.choice((Urgency.NORMAL, Urgency.NORMAL, Urgency.NORMAL, Urgency.SOON, Urgency.URGENT))
    story.tables.add(
        "referral",
        id=number,
        person_id=person.id,
        state=state,
        sender_structure_id=person.home.id,
        sender_id=person.referent,
        recipient_structure_id=None if pooled or recipient is None else recipient.id,
        platform_id=platform if pooled else None,
        owner_structure_id=person.home.id if closed else target,
        next_step_on=story.today + timedelta(days=random.randrange(-4, 12)) if state in OPEN else None,
        assigned_to_id=recipient.counsellors[0] if recipient and "accept" in path else None,
        theme=theme,
        urgency=urgency,
        urgency_reason=UrgencyReason.DEADLINE if urgency is Urgency.URGENT else None,
        message="Motivé·e, disponible dès maintenant.",
        basis=SharingBasis.AGREEMENT,
        shared_fields=["born_on", "phone", "email", "commune"],
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
    if pooled:
        story.follow(person, CircleReason.REFERRAL_POOL, sent_on, platform_id=platform)
    elif "accept" in path and recipient:
        story.follow(person, CircleReason.REFERRAL_ACCEPTED, ends["accept"], structure_id=recipient.id)


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


FOLLOWUPS = (
    (Dropout.REPORTED, 10),
    (Dropout.TO_CONTACT, 12),
    (Dropout.CONTACTING, 14),
    (Dropout.UNREACHABLE, 7),
    (Dropout.REACHED, 8),
    (Dropout.ASSESSED, 9),
    (Dropout.SOLUTION_PROPOSED, 8),
    (Dropout.IN_SOLUTION, 18),
    (Dropout.STABILISED, 6),
    (Dropout.NOT_CONCERNED, 8),
)
LATE = (Dropout.IN_SOLUTION, Dropout.STABILISED, Dropout.NOT_CONCERNED, Dropout.SOLUTION_PROPOSED)
SEEN = (Dropout.ASSESSED, Dropout.SOLUTION_PROPOSED, Dropout.IN_SOLUTION, Dropout.STABILISED)


def drop_out(story: Story, person: Person) -> None:
    """A school, a CFA or a list reported the person; the platform's lead or the mission locale follows up."""
    random = story.random
    state = pick(random, FOLLOWUPS)
    ago = random.randrange(200, 420) if state in LATE else random.randrange(1, 110)
    reported_on = story.past(ago)
    platform, lead = story.region.platforms[person.arrondissement]
    assigned = state is not Dropout.REPORTED or random.random() < 0.4
    owner_structure = person.home.id if assigned else lead
    seen = state in SEEN
    tried = state not in (Dropout.REPORTED, Dropout.TO_CONTACT, Dropout.NOT_CONCERNED)
    interviewed = at(reported_on + timedelta(days=random.randrange(12, min(ago, 130) + 13)))
    interviewed = min(interviewed, story.now - timedelta(days=1))
    legal, _ = is_legal_dropout(
        person.values["education_level"], person.values["last_class"], person.born_on, reported_on
    )
    ended = state is Dropout.NOT_CONCERNED
    number = story.tables.next("dropout_case")
    confirmed = None if state is Dropout.REPORTED else Verification.CONFIRMED
    first_attempt = at(reported_on + timedelta(days=random.randrange(1, 9)))
    story.tables.add(
        "dropout_case",
        id=number,
        person_id=person.id,
        platform_id=platform,
        structure_id=owner_structure,
        assigned=assigned,
        owner_id=person.referent if tried else None,
        state=state,
        verification=Verification.RE_ENROLLED_ELSEWHERE if ended else confirmed,
        reported_on=reported_on,
        interview_due_on=interview_due(reported_on),
        next_step_on=None if ended else story.today + timedelta(days=random.randrange(-6, 14)),
        requested=random.random() < 0.08,
        is_legal_dropout=legal,
        first_attempt_at=min(first_attempt, story.now) if tried else None,
        reached_at=interviewed if seen or state is Dropout.REACHED else None,
        interviewed_at=interviewed if seen else None,
        closed_on=story.past(ago - 20) if ended else None,
        exit_reason=ExitReason.NOT_CONCERNED if ended else None,
        commune_code=person.commune,
        created_at=at(reported_on),
        last_action_at=at(reported_on),
    )
    report(story, number, reported_on)
    if tried:
        attempts(
            story,
            number,
            person,
            owner_structure,
            min(first_attempt, story.now),
            reached=seen or state is Dropout.REACHED,
        )
    if state in (Dropout.SOLUTION_PROPOSED, Dropout.IN_SOLUTION, Dropout.STABILISED):
        solve(story, number, person, state, interviewed.date())
    until = story.past(ago - 20) if ended else None
    story.follow(person, CircleReason.DROPOUT, reported_on, until, structure_id=owner_structure)
    story.follow(person, CircleReason.DROPOUT, reported_on, until, platform_id=platform)


def report(story: Story, case: int, reported_on: date) -> None:
    uai, school = story.random.choice(SCHOOLS)
    source = (DropoutSource.SIEI_RIO_LIST, DropoutSource.SCHOOL_REPORT, DropoutSource.CFA_RUPTURE, DropoutSource.FAMILY)
    story.tables.add(
        "dropout_report",
        case_id=case,
        source=story.random.choice(source),
        reported_on=reported_on,
        school_uai=uai,
        school_name=school,
        created_at=at(reported_on),
    )
    story.tables.add(
        "dropout_transition",
        case_id=case,
        move="verify",
        from_state=Dropout.REPORTED,
        to_state=Dropout.TO_CONTACT,
        at=at(reported_on, 11),
    )


def attempts(story: Story, case: int, person: Person, structure: int, first: datetime, *, reached: bool) -> None:
    for n in range(story.random.randrange(1, 4)):
        when = min(first + timedelta(days=6 * n), story.now)
        last = reached and n == 0
        story.tables.add(
            "contact_attempt",
            case_id=case,
            at=when,
            channel=(AttemptChannel.CALL, AttemptChannel.SMS, AttemptChannel.EMAIL)[n % 3],
            result=AttemptResult.REACHED if last else AttemptResult.NO_ANSWER,
            author_id=person.referent,
            structure_id=structure,
        )
        if last:
            return


def solve(story: Story, case: int, person: Person, state: Dropout, interviewed: date) -> None:
    started = state is not Dropout.SOLUTION_PROPOSED
    began = min(interviewed + timedelta(days=15), story.today - timedelta(days=1))
    if state is Dropout.STABILISED:
        began = min(began, add_months(story.today, -6))
    number = story.tables.next("solution")
    kinds = (SolutionType.APPRENTICESHIP, SolutionType.BACK_TO_SCHOOL_INITIAL, SolutionType.VOCATIONAL_TRAINING,
             SolutionType.SUPPORT_CEJ, SolutionType.JOB, SolutionType.E2C)  # fmt: skip
    story.tables.add(
        "solution",
        id=number,
        case_id=case,
        type=story.random.choice(kinds),
        status=SolutionStatus.STARTED if started else SolutionStatus.PROPOSED,
        proposed_on=min(interviewed, began),
        started_on=began if started else None,
        author_id=person.referent,
    )
    if started:
        for month, due_on in check_dates(began).items():
            done = due_on < story.today - timedelta(days=4) or state is Dropout.STABILISED
            line: dict[str, Any] = (
                {"done_on": min(due_on, story.today), "still_in": True} if done else {"done_on": None, "still_in": None}
            )
            story.tables.add("solution_check", solution_id=number, month=month, due_on=due_on, **line)
