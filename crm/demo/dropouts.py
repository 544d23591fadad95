"""Dropouts of the story, in every state of the table, with their clocks running."""

from datetime import date, datetime, timedelta
from typing import Any

from crm.codes.dropouts import (
    AttemptChannel,
    AttemptResult,
    DropoutSource,
    DropoutState,
    ExitReason,
    SolutionStatus,
    SolutionType,
    Verification,
)
from crm.codes.people import CircleReason, Flag
from crm.demo.pen import Person, Story, at, pick
from crm.demo.words import SCHOOLS
from crm.dropouts.rules import (
    ENDED,
    MOVES,
    SETTLED,
    check_dates,
    interview_due,
    is_legal_dropout,
)

KNOWN, MET = ("verify",), ("verify", "attempt", "reach")
SEEN = (*MET, "set_interview", "assess")
PATHS: tuple[tuple[tuple[str, ...], int], ...] = (
    ((), 10),
    (KNOWN, 12),
    ((*KNOWN, "attempt"), 8),
    ((*KNOWN, "attempt", "attempt"), 8),
    ((*KNOWN, "attempt", "attempt", "attempt"), 3),
    ((*KNOWN, "attempt", "attempt", "attempt", "give_up"), 6),
    ((*KNOWN, "attempt", "attempt", "attempt", "give_up", "come_back"), 2),
    (MET, 7),
    ((*MET, "set_interview"), 4),
    ((*MET, "set_interview", "miss"), 2),
    (SEEN, 8),
    ((*SEEN, "propose"), 8),
    ((*SEEN, "propose", "start"), 16),
    ((*SEEN, "propose", "start", "stabilise"), 5),
    ((*SEEN, "propose", "start", "stabilise", "close"), 3),
    ((*SEEN, "propose", "start", "break"), 3),
    ((*SEEN, "propose", "start", "stabilise", "complete"), 2),
    ((*SEEN, "propose", "refuse_solution"), 2),
    ((*MET, "refuse_support"), 3),
    ((*KNOWN, "transfer"), 2),
    (("discard",), 7),
)
"""What happens to a young person, and how often."""

DAYS = {"verify": 1, "attempt": 7, "reach": 2, "set_interview": 1, "assess": 9, "propose": 10, "start": 15}
DAYS |= {"stabilise": 185, "complete": 60, "close": 30, "break": 40, "give_up": 2, "come_back": 5}
RQTH = 0.05
TRIED = (AttemptChannel.CALL, AttemptChannel.SMS, AttemptChannel.CALL)
KINDS = (SolutionType.APPRENTICESHIP, SolutionType.BACK_TO_SCHOOL_INITIAL, SolutionType.VOCATIONAL_TRAINING,
         SolutionType.SUPPORT_CEJ, SolutionType.JOB, SolutionType.E2C)  # fmt: skip
STATUS = {
    "propose": SolutionStatus.PROPOSED,
    "refuse_solution": SolutionStatus.REFUSED,
    "start": SolutionStatus.STARTED,
    "stabilise": SolutionStatus.MAINTAINED,
    "close": SolutionStatus.MAINTAINED,
    "break": SolutionStatus.BROKEN,
    "complete": SolutionStatus.COMPLETED,
}
EXITS = {
    "close": ExitReason.SOLUTION_STABLE,
    "transfer": ExitReason.MOVED,
    "discard": ExitReason.NOT_CONCERNED,
}


def drop_out(story: Story, person: Person) -> None:
    """A school, a CFA or a list reported the person; the platform's lead or the mission locale follows up."""
    random = story.random
    path = pick(random, PATHS)
    span = sum(DAYS.get(name, 3) for name in path)
    reported_on = story.past(span + random.randrange(1, 100 if len(path) < 6 else 60))
    days, when = {}, reported_on
    for number, name in enumerate(path):
        when += timedelta(days=DAYS.get(name, 3))
        days[number] = when
    done = {name: days[number] for number, name in enumerate(path)}
    state = MOVES[path[-1]].target if path else DropoutState.REPORTED
    platform, lead = story.region.platforms[person.arrondissement]
    assigned = state is not DropoutState.REPORTED or random.random() < 0.4
    structure = person.home.id if assigned else lead
    ended = when if state in ENDED else None
    attempts = [day for number, day in days.items() if path[number] == "attempt"]
    number = story.tables.next("dropout_case")
    next_step_on = None if ended else story.today + timedelta(days=random.randrange(-6, 14))
    if state in SETTLED:
        next_step_on = solve(story, number, person, path, done) or next_step_on
    elif "propose" in done:
        solve(story, number, person, path, done)
    legal, _ = is_legal_dropout(
        person.values["education_level"], person.values["last_class"], person.born_on, reported_on
    )
    story.tables.add(
        "dropout_case",
        id=number,
        person_id=person.id,
        platform_id=platform,
        structure_id=structure,
        assigned=assigned,
        owner_id=person.referent if attempts else None,
        state=state,
        verification=verified(path),
        reported_on=reported_on,
        interview_due_on=interview_due(reported_on),
        next_step_on=next_step_on,
        requested=random.random() < 0.08,
        is_legal_dropout=legal,
        first_attempt_at=at(attempts[0]) if attempts else None,
        reached_at=at(done["reach"], 11) if "reach" in done else None,
        interviewed_at=at(done["assess"]) if "assess" in done else None,
        closed_on=ended,
        exit_reason=EXITS[path[-1]] if ended else None,
        commune_code=person.commune,
        created_at=at(reported_on),
        last_action_at=at(reported_on),
    )
    if random.random() < RQTH:
        flag = {"flag": Flag.RQTH, "value": True, "source": "Mission locale", "dated_on": reported_on}
        story.tables.add("person_flag", person_id=person.id, **flag)
    report(story, number, reported_on)
    record(story, number, person, structure, path, days)
    story.follow(person, CircleReason.DROPOUT, reported_on, ended, structure_id=structure)
    story.follow(person, CircleReason.DROPOUT, reported_on, ended, platform_id=platform)


def verified(path: tuple[str, ...]) -> Verification | None:
    if not path:
        return None
    return Verification.RE_ENROLLED_ELSEWHERE if path == ("discard",) else Verification.CONFIRMED


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


def record(
    story: Story, case: int, person: Person, structure: int, path: tuple[str, ...], days: dict[int, date]
) -> None:
    """Every move, and the attempts that made some of them."""
    state, tries = DropoutState.REPORTED, 0
    for number, name in enumerate(path):
        target, moment = MOVES[name].target, at(days[number], 11 if name == "reach" else 10)
        story.tables.add(
            "dropout_transition",
            case_id=case,
            move=name,
            from_state=state,
            to_state=target,
            at=moment,
            actor_id=person.referent,
        )
        if name in ("attempt", "reach"):
            tell(story, case, person, structure, moment, TRIED[tries % 3], reached=name == "reach")
            tries += 1
        state = target


def tell(
    story: Story, case: int, person: Person, structure: int, when: datetime, channel: AttemptChannel, *, reached: bool
) -> None:
    silent = AttemptResult.MESSAGE_LEFT if channel is AttemptChannel.SMS else AttemptResult.NO_ANSWER
    story.tables.add(
        "contact_attempt",
        case_id=case,
        at=when,
        channel=AttemptChannel.CALL if reached else channel,
        result=AttemptResult.REACHED if reached else silent,
        author_id=person.referent,
        structure_id=structure,
    )


def solve(story: Story, case: int, person: Person, path: tuple[str, ...], done: dict[str, date]) -> date | None:
    """The solution, with its checks. Returns when the next one is due."""
    began, last = done.get("start"), path[-1]
    number = story.tables.next("solution")
    wished = last == "propose" and story.random.random() < 0.4
    story.tables.add(
        "solution",
        id=number,
        case_id=case,
        type=story.random.choice(KINDS),
        status=SolutionStatus.ACCEPTED if wished else STATUS[last],
        proposed_on=done["propose"],
        started_on=began,
        ended_on=done.get("break") or done.get("complete"),
        author_id=person.referent,
    )
    waiting = None
    for month, due_on in check_dates(began).items() if began else ():
        overdue = story.today - timedelta(days=story.random.randrange(1, 12))
        made = waiting is None and last != "break" and (due_on < overdue or "stabilise" in done)
        line: dict[str, Any] = (
            {"done_on": min(due_on, story.today), "still_in": True} if made else {"done_on": None, "still_in": None}
        )
        waiting = waiting or (None if made else due_on)
        story.tables.add("solution_check", solution_id=number, month=month, due_on=due_on, **line)
    return waiting
