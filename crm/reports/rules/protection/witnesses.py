"""Who must not find a primary cell, and the other tables that keep each of them from it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from crm.reports.rules.protection.moves import Move, Numbered, Programme, owned
from crm.reports.rules.system import Cell

PUBLIC = "public"
Asked = tuple[int, int]
"""By how much the highest table must exceed the true value of a cell, and the highest the lowest."""


def asked(cell: Cell) -> Asked:
    """The highest must reach k, and highest and lowest must be at least k − 1 apart."""
    return max(cell.threshold - cell.value, 0), cell.threshold - 1


def ways(rise: int, wide: int) -> Iterator[tuple[int, ...]]:
    """The moves that do what is asked, by preference: up alone, the least rise with a fall, then what lies between."""
    if rise >= wide:
        yield (rise,)
        return
    yield (wide,)
    yield (rise, rise - wide) if rise else (-wide,)
    for up in range(wide - 1, rise, -1):
        yield (up, up - wide)


@dataclass(frozen=True)
class Witness:
    """One or two moves that together protect a cell, from everybody but those whose own cells they move."""

    moves: tuple[Move, ...]
    places: frozenset[int]
    owners: frozenset[str]


@dataclass
class Witnesses:
    """What protects each primary cell, found so far."""

    numbered: Numbered
    primaries: Sequence[int]
    ask: Callable[[Cell], Asked] = asked
    of: dict[int, list[Witness]] = field(init=False)

    def __post_init__(self) -> None:
        self.of = {place: [] for place in self.primaries}
        self.known = owned(self.numbered)

    def open(self, place: int, found: Sequence[Witness] | None = None) -> list[str]:
        """From whom a cell is not protected yet: the public, or structures, of which each witness moves a cell."""
        found = self.of[place] if found is None else found
        if not found:
            return [PUBLIC]
        both = frozenset.intersection(*(witness.owners for witness in found))
        return sorted(both - {self.numbered.cells[place].owner or ""})

    def find(self, programme: Programme, place: int, attacker: str) -> Witness | None:
        """The cheapest witness of a cell against an attacker, within a programme."""
        out = self.known.get(attacker, frozenset())
        tried: dict[int, Move | None] = {}
        rise, wide = self.ask(self.numbered.cells[place])
        for way in ways(rise, wide):
            for by in way:
                if by not in tried:
                    tried[by] = programme.cheapest(place, by, out)
            moves = [tried[by] for by in way]
            if all(move is not None for move in moves):
                return self.witness([move for move in moves if move is not None])
            if 0 < rise == way[0] and tried[rise] is None:
                return None
        return None

    def witness(self, moves: Sequence[Move]) -> Witness:
        places = frozenset(place for move in moves for place in move)
        owners = frozenset(owner for p in places if (owner := self.numbered.cells[p].owner) is not None)
        return Witness(tuple(moves), places, owners)

    def share(self, witness: Witness) -> None:
        """Let a witness protect the other primary cells that it moves enough, forwards or backwards."""
        for move in witness.moves:
            back = {place: -by for place, by in move.items()}
            for one in (move, back):
                helped = [p for p in one if p in self.of and self.enough(p, one[p]) and self.open(p)]
                if helped and (one is move or self.numbered.holds(one)):
                    for place in helped:
                        self.add(place, self.witness([one]))

    def enough(self, place: int, by: int) -> bool:
        """Whether one move of a cell, beside the true table, does what is asked."""
        rise, wide = self.ask(self.numbered.cells[place])
        return by >= rise and abs(by) >= wide

    def add(self, place: int, witness: Witness) -> None:
        """Keep a witness when it protects from somebody who was not kept out yet."""
        if self.open(place) != self.open(place, [*self.of[place], witness]):
            self.of[place].append(witness)

    def users(self, place: int) -> list[int]:
        """The primary cells of which a witness moves this cell."""
        return [p for p in self.primaries if any(place in witness.places for witness in self.of[p])]
