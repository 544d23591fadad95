"""Dropouts of the story, in every state, with their clocks running."""

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
from crm.demo.names import SCHOOLS
from crm.demo.pen import Person, Story, at, pick
from crm.dropouts.rules import add_months, check_dates, interview_due, is_legal_dropout

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
