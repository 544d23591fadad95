"""What a reader finds with a pencil: each line bounds each of its cells, again and again."""

from collections import deque
from collections.abc import Mapping, Sequence

from crm.reports.rules.audit.reading import BadDocument, Bounds, Line

ROUNDS = 50
"""How often a line is looked at again: bounds that creep further are left to the solver."""


def eliminate(lines: Sequence[Line], start: Mapping[str, Bounds]) -> dict[str, Bounds]:
    """Bounds of each cell by elimination alone. Raises BadDocument where nothing is left: no such table exists."""
    bounds = dict(start)
    of: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        for name in line.factors:
            of.setdefault(name, []).append(number)
    ahead, waiting, seen = deque(range(len(lines))), set(range(len(lines))), [0] * len(lines)
    while ahead:
        number = ahead.popleft()
        waiting.discard(number)
        seen[number] += 1
        for name in tighten(lines[number], bounds):
            again = [n for n in of[name] if n not in waiting and seen[n] < ROUNDS]
            ahead.extend(again)
            waiting.update(again)
    return bounds


def tighten(line: Line, bounds: dict[str, Bounds]) -> list[str]:
    """Narrow every cell of a line by what the others leave it; the names of those that changed."""
    ends = {name: span(factor, bounds[name]) for name, factor in line.factors.items()}
    lows, highs = [low for low, _ in ends.values()], [high for _, high in ends.values()]
    endless_low, endless_high = lows.count(None), highs.count(None)
    least, most = sum(low for low in lows if low is not None), sum(high for high in highs if high is not None)
    changed = []
    for name, factor in line.factors.items():
        low, high = ends[name]
        others_least = rest(least, low, endless_low)
        others_most = rest(most, high, endless_high)
        top = None if line.most is None or others_least is None else line.most - others_least
        bottom = None if line.least is None or others_most is None else line.least - others_most
        new = narrowed(bounds[name], factor, bottom, top)
        if new[1] is not None and new[0] > new[1]:
            raise BadDocument(f"No table of counts agrees with what is published about {name}.")
        if new != bounds[name]:
            bounds[name] = new
            changed.append(name)
    return changed


def span(factor: int, bound: Bounds) -> tuple[int | None, int | None]:
    low, high = bound[0] * factor, None if bound[1] is None else bound[1] * factor
    return (low, high) if factor > 0 else (high, low)


def rest(total: int, own: int | None, endless: int) -> int | None:
    """What the other cells come to; None when one of them is endless."""
    if own is None:
        return total if endless == 1 else None
    return None if endless else total - own


def narrowed(bound: Bounds, factor: int, bottom: int | None, top: int | None) -> Bounds:
    """bottom ≤ factor · cell ≤ top, with the bound that was there."""
    if factor < 0:
        factor, bottom, top = -factor, None if top is None else -top, None if bottom is None else -bottom
    low, high = bound
    if bottom is not None:
        low = max(low, -(-bottom // factor))
    if top is not None:
        high = top // factor if high is None else min(high, top // factor)
    return low, high
