"""A quarter in plain French: what changed, where, and how sure it is. Values in, sentences out."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm.reports.rules.report import Report, shown, weighed
from crm.reports.rules.tables import REGION, Indicator, Kind

HEADLINES = ("A-3", "A-2", "B-2", "C-5", "D-7", "D-9")
"""What a hurried reader must have seen."""

STEADY = 0.01
"""A count that moves by less has not changed."""

THEN = {"previous": "qu’au trimestre précédent", "year": "qu’un an avant"}
STABLE = {
    "previous": "stable par rapport au trimestre précédent",
    "year": "stable par rapport au même trimestre un an avant",
}
BESIDE = {"previous": "le trimestre précédent", "year": "le même trimestre un an avant"}


@dataclass(frozen=True)
class Measure:
    """An indicator as its readers quote it: a share where it is a part of another, else a count."""

    indicator: Indicator
    value: float | None
    before: float | None

    @property
    def unit(self) -> str:
        return "%" if self.indicator.kind is Kind.RATE else ""

    @property
    def change(self) -> float | None:
        """In points for a share, in its unit for a count; None when either side is hidden or missing."""
        return None if self.value is None or self.before is None else self.value - self.before


def measure(indicator: Indicator, now: Report, before: Report | None, territory: str = REGION) -> Measure:
    return Measure(indicator, now.value(indicator, territory), before.value(indicator, territory) if before else None)


def headlines(now: Report, before: Report | None, territory: str) -> list[Measure]:
    held = {indicator.id: indicator for indicator in now.indicators}
    return [measure(held[name], now, before, territory) for name in HEADLINES if name in held]


def moved(found: Measure, than: str, *, comparable: bool = True) -> str:
    """« 3 % de plus qu’au trimestre précédent », « stable », or that it cannot be said of this one.

    Nothing when nothing is comparable: the other quarter is not online, which `sure` says once.
    """
    if found.value is None or not comparable:
        return ""
    if found.change is None or (not found.unit and not found.before):
        return f"sans comparaison possible avec {BESIDE[than]}"
    if found.unit:
        return points(found.change, than)
    if not found.before or abs(found.change) < STEADY * found.before:
        return STABLE[than]
    return f"{shown(round(100 * abs(found.change) / found.before), '%')} de {side(found.change)} {THEN[than]}"


def points(change: float, than: str) -> str:
    """The change of a share, which is not a percentage of it."""
    if not change:
        return STABLE[than]
    return f"{plural(abs(change), 'point')} de {side(change)} {THEN[than]}"


def plural(count: float, noun: str) -> str:
    return f"{shown(count)} {noun}{'s' if count >= 2 else ''}"


def side(change: float) -> str:
    return "plus" if change > 0 else "moins"


def where(now: Report, before: Report | None, indicator: Indicator, than: str) -> Iterator[str]:
    """The départements where a count rose and fell the most; none is ranked that is hidden or fragile."""
    if before is None or now.void or before.void:
        return
    changes = [
        (found.change, now.territories[place])
        for place in now.places(indicator)
        if place.startswith("dep:")
        and not (now.fragile(indicator, place) or before.fragile(indicator, place))
        and (found := measure(indicator, now, before, place)).change is not None
    ]
    for turn, (change, place) in (("hausse", max(changes)), ("baisse", min(changes))) if changes else ():
        if change > 0 if turn == "hausse" else change < 0:
            by = f"{shown(abs(change))} de {side(change)} {THEN[than]}"
            yield f"La plus forte {turn} : {place}, {by}."


def sure(report: Report, beside: Report | None, than: str) -> Iterator[str]:
    """How far the figures can be trusted."""
    hidden = f"{shown(report.hidden)} chiffres sur {shown(report.total)}"
    yield f"{hidden} sont cachés{weighed(report.share)}."
    kept = sum(figure.status == "kept" for figure in report.figures.values())
    if kept:
        yield f"{shown(kept)} chiffres sont restés ceux de la première version, marqués d’un astérisque."
    if report.revision > 1:
        yield "Cette version révisée remplace entièrement la première."
    if beside is None:
        yield f"Aucune comparaison : {BESIDE[than]} n’est pas en ligne."
