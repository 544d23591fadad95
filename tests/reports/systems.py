"""Small systems of tables, and the judge: every table of whole numbers that agrees with what is published."""

from hypothesis import strategies as st

K = 3
ROOM = 6
"""How far above its value the tests let a cell be known to lie, so that all tables can be listed."""


def grid(values, rows, columns, **more):
    """The document of a table of two dimensions with its totals; `more` adds keys to cells."""
    cells = {f"r{i}c{j}": values[i * columns + j] for i in range(rows) for j in range(columns)}
    relations = [{"total": f"r{i}", "parts": [f"r{i}c{j}" for j in range(columns)]} for i in range(rows)]
    relations += [{"total": f"c{j}", "parts": [f"r{i}c{j}" for i in range(rows)]} for j in range(columns)]
    relations += [{"total": "all", "parts": [f"r{i}" for i in range(rows)]}]
    for relation in relations:
        cells[relation["total"]] = sum(cells[part] for part in relation["parts"])
    lines = [{"id": name, "value": value, **more.get(name, {})} for name, value in cells.items()]
    return {"threshold": K, "cells": lines, "relations": relations, "unions": []}


@st.composite
def documents(draw, owners=True, fixed=1):
    """A table with totals, perhaps a hierarchy of rows, a second table that shares them, and distinct counts.

    `fixed` is how many of ten cells must stay published.
    """
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    values = draw(st.lists(st.integers(0, 7), min_size=rows * columns, max_size=rows * columns))
    document = grid(values, rows, columns)
    cells = {cell["id"]: cell for cell in document["cells"]}

    def add(name, value):
        cells[name] = {"id": name, "value": value}
        document["cells"].append(cells[name])

    if rows == 3 and draw(st.booleans()):
        add("top", cells["r0"]["value"] + cells["r1"]["value"])
        document["relations"][-1] = {"total": "all", "parts": ["top", "r2"]}
        document["relations"].append({"total": "top", "parts": ["r0", "r1"]})
    if draw(st.booleans()):
        for i in range(rows):
            first = draw(st.integers(0, cells[f"r{i}"]["value"]))
            add(f"r{i}x", first)
            add(f"r{i}y", cells[f"r{i}"]["value"] - first)
            document["relations"].append({"total": f"r{i}", "parts": [f"r{i}x", f"r{i}y"]})
    if draw(st.booleans()):
        parts = draw(st.lists(st.sampled_from(sorted(cells)), min_size=2, max_size=3, unique=True))
        shares = [cells[part]["value"] for part in parts]
        add("distinct", draw(st.integers(max(shares), sum(shares))))
        document["unions"].append({"total": "distinct", "parts": parts})
    for cell in document["cells"]:
        cell["high"] = cell["value"] + ROOM
        cell["sensitive"] = draw(st.integers(0, 9)) == 0
        if not 1 <= cell["value"] < K:
            cell["fixed"] = draw(st.integers(1, 10)) <= fixed
        if owners and draw(st.integers(0, 3)) == 0:
            cell["owner"] = draw(st.sampled_from(["one", "other"]))
    return document


def tables(published, known=()):
    """Every table of whole numbers that agrees with a published document, by brute force."""
    values = {cell["id"]: cell["value"] for cell in published["cells"]} | dict(known)
    free = sorted(name for name, value in values.items() if value is None)
    limits = {cell["id"]: (cell.get("low", 0), cell.get("high")) for cell in published["cells"]}
    lines = [(r["total"], r["parts"], True) for r in published["relations"]]
    lines += [(u["total"], u["parts"], False) for u in published["unions"]]
    ready = [[] for _ in range(len(free) + 1)]
    for total, parts, additive in lines:
        last = max((free.index(name) + 1 for name in (total, *parts) if name in free), default=0)
        ready[last].append((total, parts, additive))

    def agrees(depth):
        for total, parts, additive in ready[depth]:
            shares = [values[part] for part in parts]
            if not (values[total] == sum(shares) if additive else max(shares) <= values[total] <= sum(shares)):
                return False
        return True

    def fill(depth):
        if not agrees(depth):
            return
        if depth == len(free):
            yield dict(values)
            return
        low, high = limits[free[depth]]
        for value in range(low, high + 1):
            values[free[depth]] = value
            yield from fill(depth + 1)

    return fill(0)


def intervals(published, known=()):
    """What brute force knows of each hidden cell: its least and greatest value over all tables."""
    hidden = [c["id"] for c in published["cells"] if c["value"] is None and c["id"] not in dict(known)]
    found = {}
    for table in tables(published, known):
        for name in hidden:
            low, high = found.get(name, (table[name], table[name]))
            found[name] = min(low, table[name]), max(high, table[name])
    return found


def attackers(document, published):
    """What the public and each insider know of the hidden cells."""
    truth = {cell["id"]: cell["value"] for cell in document["cells"]}
    mine = {}
    for cell in published["cells"]:
        if cell["value"] is None and cell.get("owner"):
            mine.setdefault(cell["owner"], {})[cell["id"]] = truth[cell["id"]]
    return {"public": {}, **mine}
