"""Where the marks of a chart stand: figures in, positions out. Templates draw them, in the page’s own colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN, FLOOR = 240.0, 84.0, 10.0, 64.0
"""The picture of a trend, in pixels: its margin at both sides and above, and where zero stands."""

LARGEST, SMALLEST = 36.0, 3.0
"""Radius of the largest disc of a map, and of the smallest that can be seen."""


@dataclass(frozen=True)
class Bar:
    """A labelled bar; `width` in hundredths of the largest, None where the figure is hidden."""

    label: str
    value: float | None
    width: float | None


@dataclass(frozen=True)
class Dot:
    """One quarter of a trend; `y` is None where the figure is hidden or was not published."""

    label: str
    value: float | None
    known: bool
    x: float
    y: float | None


@dataclass(frozen=True)
class Trend:
    """A line over quarters, broken where a figure is missing: a hidden one is never drawn across."""

    dots: Sequence[Dot]

    @property
    def lines(self) -> list[str]:
        """The points of each unbroken line, as SVG wants them."""
        runs: list[list[str]] = [[]]
        for dot in self.dots:
            if dot.y is None:
                runs.append([])
            else:
                runs[-1].append(f"{dot.x},{dot.y}")
        return [" ".join(run) for run in runs if len(run) > 1]


@dataclass(frozen=True)
class Disc:
    """A place on a map with its figure; area in proportion to it, no radius where it is hidden."""

    code: str
    name: str
    x: float
    y: float
    value: float | None
    radius: float | None


@dataclass(frozen=True)
class Ground:
    """Where places (code, name, x, y) stand on a map, and the land under them as an SVG path; in the map's units."""

    places: Sequence[tuple[str, str, float, float]]
    land: str
    width: int
    height: int


def bars(figures: Sequence[tuple[str, float | None]], most: float | None = None) -> list[Bar]:
    """Bars from zero to `most`, or to the largest of the figures."""
    most = most or max((value for _, value in figures if value), default=1)
    return [Bar(label, value, None if value is None else round(100 * value / most, 1)) for label, value in figures]


def trend(figures: Sequence[tuple[str, float | None, bool]]) -> Trend:
    """A line from zero to the largest: label of the quarter, figure, and whether there was one to publish."""
    most = max((value for _, value, _ in figures if value), default=1)
    step = (WIDTH - 2 * MARGIN) / max(1, len(figures) - 1)
    return Trend(
        [
            Dot(
                label,
                value,
                known,
                round(MARGIN + step * place if len(figures) > 1 else WIDTH / 2, 1),
                None if value is None else round(FLOOR - (FLOOR - MARGIN) * value / most, 1),
            )
            for place, (label, value, known) in enumerate(figures)
        ]
    )


def discs(ground: Ground, values: Mapping[str, float | None]) -> list[Disc]:
    """Discs for the places that have a value, the largest first so that none hides a smaller one."""
    most = max((value for value in values.values() if value), default=1)
    drawn = [
        Disc(code, name, x, y, values[code], None if (v := values[code]) is None else radius(v, most))
        for code, name, x, y in ground.places
        if code in values
    ]
    return sorted(drawn, key=lambda disc: (-(disc.radius or 0), disc.code))


def radius(value: float, most: float) -> float:
    return round(max(SMALLEST, LARGEST * (value / most) ** 0.5), 1) if value else 0.0
