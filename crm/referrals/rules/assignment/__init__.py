"""Assignment of a whole pool at once, pure: `instance`, `costs`, `flow`, `proof`, `words`, `solving`, `files`."""

from crm.referrals.rules.assignment.instance import (
    REACH,
    USUAL_ANSWER,
    USUAL_WEIGHTS,
    BadInstance,
    Instance,
    Need,
    Place,
)
from crm.referrals.rules.assignment.solving import (
    Load,
    Move,
    Piece,
    Proposal,
    Runner,
    Solution,
    moved,
    refusal,
    solve,
    what_if,
)

__all__ = [
    "REACH",
    "USUAL_ANSWER",
    "USUAL_WEIGHTS",
    "BadInstance",
    "Instance",
    "Load",
    "Move",
    "Need",
    "Piece",
    "Place",
    "Proposal",
    "Runner",
    "Solution",
    "moved",
    "refusal",
    "solve",
    "what_if",
]
