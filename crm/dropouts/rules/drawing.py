"""The tables of moves as people read them: the page docs/dropouts.md, of which nothing is written by hand."""

from crm.codes.dropouts import DropoutState as State
from crm.drawing import diagram, table
from crm.dropouts.rules.calling import ATTEMPTS, CHANNELS, OVER_DAYS
from crm.dropouts.rules.clocks import CHECKS, INTERVIEW, INTERVIEW_MONTHS, STEP
from crm.dropouts.rules.moves import ENDED, MOVES, STEPS, Move

INTRODUCTION = f"""# The life of a dropout case

`crm dropouts moves > docs/dropouts.md` writes this page from `crm/dropouts/rules/`; a test compares them.

The interview is due {INTERVIEW_MONTHS} months after the report (L.313-8). Until it has taken place its clock climbs by
itself: amber for the counsellor {INTERVIEW.counsellor} days before, then the manager at {INTERVIEW.manager} days, the
coordinator at {INTERVIEW.coordinator}, red for all once it has passed. Any other date that passes climbs to the manager
after {-STEP.manager} days and to the coordinator after {-STEP.coordinator}.

“Unreachable” is proposed after {ATTEMPTS} attempts on {CHANNELS} channels over {OVER_DAYS} days, and ends by itself
when the person writes, calls, comes, answers a page, or when new coordinates are known. A solution is checked after
{", ".join(map(str, CHECKS[:-1]))} and {CHECKS[-1]} months; when it breaks, the case comes back at once, with its owner.

A round of calls is made by keyboard: a digit for the result, Enter to note it and go on, `n` and `p` for the next case
and the previous one, `r` for the last one called, `s` `e` `c` to write (text message, e-mail, letter), `m` for a word,
`t` to dial, `u` to undo.
"""


def document() -> str:
    """The whole page, in Markdown; what may be done from every open state is drawn once."""
    arrows = ((a, m.target, name) for name, m in MOVES.items() for a in origins(m))
    moves = (
        (f"`{name}`", from_(m), m.target.label, ", ".join(who.value for who in m.by), then(m))
        for name, m in MOVES.items()
    )
    steps = (
        (f"`{name}`", ", ".join(sorted(status.label for status in step.origins)), step.target.label)
        for name, step in STEPS.items()
    )
    parts = [
        INTRODUCTION,
        diagram(State, State.REPORTED, arrows),
        "",
        table(["move", "from", "to", "by", "next step"], moves),
        "## Solutions",
        "",
        table(["step", "from", "to"], steps),
    ]
    return "\n".join(parts)


def origins(m: Move) -> list[State]:
    return [state for state in State if state in m.origins]


def from_(m: Move) -> str:
    found = origins(m)
    return "every open state" if len(found) == len(State) - len(ENDED) else ", ".join(state.label for state in found)


def then(m: Move) -> str:
    if m.then is None:
        return "—"
    return f"in {m.then.days} days" if m.then else "the same day"
