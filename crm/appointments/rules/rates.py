"""How many came: definitions B-2 and B-2c of the activity report, for one structure."""

from dataclasses import dataclass

from crm.codes.appointments import SlotOrigin

FEW = 20
"""With fewer appointments, one more absence moves the rate by more than five points."""

COMPLETE = 0.9
"""With fewer outcomes noted, the rate may only show what has been noted (B-3)."""


@dataclass(frozen=True)
class Tally:
    """Appointments of a period by what became of them; `origin` is None for all of them together."""

    origin: SlotOrigin | None
    attended: int = 0
    excused: int = 0
    revoked: int = 0
    no_show: int = 0
    unnoted: int = 0
    """Past, without an outcome."""

    @property
    def resolved(self) -> int:
        return self.attended + self.excused + self.revoked + self.no_show

    @property
    def unexcused(self) -> float | None:
        """B-2: absences without excuse among the appointments that have an outcome, from 0 to 1."""
        return self.no_show / self.resolved if self.resolved else None

    @property
    def unexcused_of_expected(self) -> float | None:
        """B-2c: the same among those who were still expected, cancellations and excuses left out, from 0 to 1."""
        expected = self.attended + self.no_show
        return self.no_show / expected if expected else None

    @property
    def completeness(self) -> float | None:
        """B-3: the share of past appointments whose outcome is noted, from 0 to 1."""
        past = self.resolved + self.unnoted
        return self.resolved / past if past else None

    @property
    def few(self) -> bool:
        return self.resolved < FEW

    @property
    def fragile(self) -> bool:
        return self.completeness is not None and self.completeness < COMPLETE


def together(tallies: list[Tally]) -> Tally:
    """All origins as one."""
    names = ("attended", "excused", "revoked", "no_show", "unnoted")
    return Tally(None, **{name: sum(getattr(tally, name) for tally in tallies) for name in names})
