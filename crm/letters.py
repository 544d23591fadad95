"""What stands on a letter, before anybody draws it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """Who sends it, to whom, where and when, about what, what it says, and who signs."""

    sender: Sequence[str]
    recipient: Sequence[str]
    dated: str
    about: str
    paragraphs: Sequence[str]
    signed: Sequence[str]
