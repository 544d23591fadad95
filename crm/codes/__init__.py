"""The code lists of the field, each value with its French label: the one place where both stand.

The value is stored and exported; the label is shown.
"""

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """One value of a code list: `MEMBER = "stored_value", "Libellé affiché"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.label) for member in cls]
