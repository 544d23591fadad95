"""Instances and solutions as JSON, documented in `docs/assignment.md`."""

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from crm.codes.assignment import Part
from crm.referrals.rules.assignment.instance import USUAL_WEIGHTS, BadInstance, Instance, Need, Place
from crm.referrals.rules.assignment.solving import Proposal, Solution

LARGEST_PAIRS = 5_000_000
LARGEST_NUMBER = 100_000
LARGEST_WEIGHT = 1_000
URGENCIES = ("normal", "soon", "urgent")

Reader = Callable[[Any], Any]
"""Gives the value that stands in the file, or raises BadInstance, saying what was expected."""


def whole(most: int) -> Reader:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise BadInstance(f"must be a whole number from 0 to {most}")
        return value

    return read


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > 200:
        raise BadInstance("must be a text of 1 to 200 printable characters")
    return value


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadInstance("must be true or false")
    return value


def texts(value: Any) -> frozenset[str]:
    if not isinstance(value, list):
        raise BadInstance("must be a list of texts")
    return frozenset(text(one) for one in value)


def position(value: Any) -> tuple[float, float]:
    numbers = isinstance(value, list) and len(value) == 2 and all(type(one) in (int, float) for one in value)
    if not numbers or not all(isfinite(one) for one in value) or abs(value[0]) > 90 or abs(value[1]) > 180:
        raise BadInstance("must be [latitude, longitude] in degrees")
    return float(value[0]), float(value[1])


def ages(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise BadInstance("must be [youngest, oldest]")
    youngest, oldest = (whole(120)(one) for one in value)
    if youngest > oldest:
        raise BadInstance("must be [youngest, oldest]")
    return youngest, oldest


def urgency(value: Any) -> int:
    if value not in URGENCIES:
        raise BadInstance(f"must be one of {', '.join(URGENCIES)}")
    return URGENCIES.index(value)


def weights(value: Any) -> dict[Part, int]:
    if not isinstance(value, dict):
        raise BadInstance("must be an object of parts and whole numbers")
    if unknown := sorted(set(value) - set(Part)):
        raise BadInstance(f"has no part called {unknown[0]}: the parts are {', '.join(Part)}")
    return {Part(name): whole(LARGEST_WEIGHT)(number) for name, number in value.items()}


def own_weights(value: Any) -> dict[Part, int]:
    read = weights(value)
    if Part.LOAD in read:
        raise BadInstance("cannot change the load, which is counted for structures")
    return read


def optional(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


number = whole(LARGEST_NUMBER)
STRUCTURE: dict[str, Reader] = {
    "id": text,
    "capacity": number,
    "position": optional(position),
    "name": text,
    "load": number,
    "active": truth,
    "themes": optional(texts),
    "ages": optional(ages),
    "usual_ages": optional(ages),
    "languages": texts,
    "answer_days": number,
    "duty": truth,
    "areas": optional(texts),
}
REFERRAL: dict[str, Reader] = {
    "id": text,
    "position": optional(position),
    "mobile": truth,
    "theme": optional(text),
    "age": optional(whole(120)),
    "language": optional(text),
    "urgency": urgency,
    "duty": truth,
    "waited": number,
    "area": optional(text),
    "sender": optional(text),
    "known": texts,
    "declined": texts,
    "forbidden": texts,
    "weights": own_weights,
}
ASIDE = ("structures", "referrals", "weights", "reach", "forbidden", "fixed")


def loads(content: str) -> Instance:
    """The instance that a JSON document describes. Raises BadInstance: one sentence that says where and what."""
    try:
        document = json.loads(content, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise BadInstance(f"This is not JSON: {error}.") from None
    if not isinstance(document, dict) or not {"structures", "referrals"} <= document.keys():
        raise BadInstance("The file must be an object with “structures” and “referrals”.")
    if unknown := sorted(document.keys() - set(ASIDE)):
        raise BadInstance(f"The file has no use for “{unknown[0]}”: it knows {', '.join(ASIDE)}.")
    places = {place["id"]: place for place in lines(document, "structures", STRUCTURE, ("id", "capacity"))}
    needs = {need["id"]: need for need in lines(document, "referrals", REFERRAL, ("id",))}
    if len(places) * len(needs) > LARGEST_PAIRS:
        raise BadInstance(f"{len(needs)} referrals by {len(places)} structures is more than {LARGEST_PAIRS} pairs.")
    forbid(document.get("forbidden", []), needs, places)
    return Instance(
        places=tuple(Place(**values) for values in places.values()),
        needs=tuple(Need(**values) for values in needs.values()),
        weights={**USUAL_WEIGHTS, **said("weights", weights, document.get("weights", {}))},
        reach=said("reach", optional(number), document.get("reach")),
        fixed=fixed_of(document.get("fixed", {}), needs, places),
    )


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise BadInstance(f"“{twice}” stands twice in one object.")
    return found


def said(where: str, read: Reader, value: Any) -> Any:
    try:
        return read(value)
    except BadInstance as why:
        raise BadInstance(f"{where} {why}.") from None


def lines(
    document: Mapping[str, Any], kind: str, known: dict[str, Reader], needed: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The values of every line of a list, each checked; no two of one identifier."""
    if not isinstance(document[kind], list):
        raise BadInstance(f"{kind} must be a list.")
    found, ids = [], set()
    for number, line in enumerate(document[kind], 1):
        where = f"{kind}, line {number}"
        if not isinstance(line, dict):
            raise BadInstance(f"{where} must be an object.")
        if missing := [name for name in needed if name not in line]:
            raise BadInstance(f"{where}: {missing[0]} is missing.")
        if unknown := sorted(line.keys() - known.keys()):
            raise BadInstance(f"{where}: there is no “{unknown[0]}”; known: {', '.join(known)}.")
        found.append({name: said(f"{where}: {name}", known[name], value) for name, value in line.items()})
        if found[-1]["id"] in ids:
            raise BadInstance(f"{where}: the id {found[-1]['id']} stands twice.")
        ids.add(found[-1]["id"])
    return found


def forbid(pairs: Any, needs: dict[str, dict[str, Any]], places: Mapping[str, Any]) -> None:
    """Add the forbidden pairs of the file to their referrals."""
    if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise BadInstance("forbidden must be a list of [referral, structure].")
    for need, place in pairs:
        known("forbidden", need, needs)
        known("forbidden", place, places)
        needs[need]["forbidden"] = needs[need].get("forbidden", frozenset()) | {place}


def fixed_of(pairs: Any, needs: Mapping[str, Any], places: Mapping[str, Any]) -> dict[str, str]:
    if not isinstance(pairs, dict):
        raise BadInstance("fixed must be an object of referrals and structures.")
    for need, place in pairs.items():
        known("fixed", need, needs)
        known("fixed", place, places)
    return pairs


def known(where: str, name: Any, among: Mapping[str, Any]) -> None:
    if not isinstance(name, str) or name not in among:
        raise BadInstance(f"{where}: nothing is called {json.dumps(name, ensure_ascii=False)[:80]}.")


def as_json(solution: Solution) -> dict[str, Any]:
    """A solution, with what is needed to count its total again."""
    return {
        "placed": solution.placed,
        "waiting": len(solution.proposals) - solution.placed,
        "total": solution.total,
        "bound": solution.bound,
        "optimal": solution.total == solution.bound,
        "seconds": round(solution.seconds, 3),
        "assignments": [assigned(proposal) for proposal in solution.proposals if proposal.place],
        "unplaced": [
            {"referral": proposal.need, "cost": proposal.cost, "why": proposal.why}
            for proposal in solution.proposals
            if not proposal.place
        ],
        "structures": [
            {
                "id": load.place,
                "newcomers": load.newcomers,
                "capacity": load.capacity,
                "cost": load.cost,
                "price": load.price,
            }
            for load in solution.loads
        ],
    }


def assigned(proposal: Proposal) -> dict[str, Any]:
    return {
        "referral": proposal.need,
        "structure": proposal.place,
        "cost": proposal.cost,
        "parts": {piece.part: piece.points for piece in proposal.pieces if piece.part is not Part.LOAD},
        "words": [piece.words for piece in proposal.pieces if piece.words],
        "fixed": proposal.fixed,
        "runners_up": [
            {"structure": one.place, "difference": one.difference, "leaves_one_out": one.leaves_out}
            for one in proposal.runners
        ],
    }
