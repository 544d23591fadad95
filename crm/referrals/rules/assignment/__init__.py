"""Assignment of a whole pool at once, pure: see `docs/assignment.md`."""

from crm.referrals.rules.assignment.instance import (
    REACH,
    USUAL_ANSWER,
    USUAL_WEIGHTS,
    BadInstance,
    Instance,
    Need,
    Place,
)
from crm.referrals.rules.assignment.ranking import Ranked, ranked
from crm.referrals.rules.assignment.solving import Load, Piece, Proposal, Runner, Solution, solve
from crm.referrals.rules.assignment.trying import Alternative, Move, alternatives, moved, refusal, what_if

__all__ = [
    "REACH",
    "USUAL_ANSWER",
    "USUAL_WEIGHTS",
    "Alternative",
    "BadInstance",
    "Instance",
    "Load",
    "Move",
    "Need",
    "Piece",
    "Place",
    "Proposal",
    "Ranked",
    "Runner",
    "Solution",
    "alternatives",
    "moved",
    "ranked",
    "refusal",
    "solve",
    "what_if",
]
