"""The table of moves as people read it: the page docs/duty.md, of which nothing is written by hand."""

from crm.codes.duty import ObligationState as State
from crm.drawing import diagram, table
from crm.duty.rules.moves import FROM, MOVES, SUMMONS_MONTHS, UNTIL, WARNED, Move

DAYS = ", ".join(map(str, WARNED.values()))
INTRODUCTION = f"""# The life of an obligation de formation

`crm duty moves > docs/duty.md` writes this page from `crm/duty/rules/moves.py`; a test compares them.

Everybody known who is {FROM} or {UNTIL - 1} has one, with a diploma or without (L.114-1 of the Code de l’éducation).
It is computed every few minutes from what is known: situations, accompaniments, solutions, the check of reports.
The {SUMMONS_MONTHS} months of R.114-7 run from the formal summons, date to date, their last day included; counsellor,
manager and coordinator are told {DAYS} days before their end. The product says what must be transmitted; a person
transmits. At {UNTIL} it ends by itself; the follow-up of a dropout goes on.
"""


def document() -> str:
    """The whole page, in Markdown; majority, which may come at any time, is drawn once."""
    arrows = ((a, m.target, name) for name, m in MOVES.items() if name != "come_of_age" for a in origins(m))
    moves = (
        (f"`{name}`", ", ".join(state.label for state in origins(m)), m.target.label, m.by.value)
        for name, m in MOVES.items()
    )
    drawn = diagram(State, State.TO_CHECK, arrows, ends=[State.ENDED_MAJORITY])
    return "\n".join([INTRODUCTION, drawn, "", table(["move", "from", "to", "by"], moves)])


def origins(m: Move) -> list[State]:
    return [state for state in State if state in m.origins]
