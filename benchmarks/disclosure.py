"""Protection, beside τ-ARGUS (`pytauargus`) on the same tables with the same rule, and at real size.

τ-ARGUS is given k by protection levels: OPT an upper level of k − v and a sliding one of k − 1, as our rule says; MOD,
which takes no sliding level, v − 1 below and k − v above. Both are run in a process of their own and stopped in time.
"""

import contextlib
import itertools
import multiprocessing
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from crm.reports.rules.audit import audit
from crm.reports.rules.editions import joined, standing
from crm.reports.rules.protection import protect
from crm.reports.rules.reading import read
from crm.reports.rules.system import Cell, Sum, System

K = 5
LIMIT = 60
Tree = Mapping[str, Sequence[str]]
Document = dict[str, Any]
Key = tuple[str, ...]


def tree(leaves: int, branch: int, name: str = "L") -> Tree:
    """A hierarchy over so many leaves; its last total is the whole."""
    found: dict[str, list[str]] = {}
    level = [f"{name}{i}" for i in range(leaves)]
    for depth in itertools.count():
        if len(level) == 1:
            return found
        above = [f"N{depth}_{i // branch}" for i in range(0, len(level), branch)]
        found |= {total: level[i * branch : (i + 1) * branch] for i, total in enumerate(above)}
        level = above
    return found


def people(trees: Sequence[Tree], seed: int) -> Counter[Key]:
    """Counts at the leaves: a fifth of them zero, most of them small."""
    rnd = random.Random(seed)
    leaves = [[part for parts in one.values() for part in parts if part not in one] for one in trees]
    return Counter(
        {key: 0 if rnd.random() < 0.2 else int(rnd.lognormvariate(2.2, 1.3)) for key in itertools.product(*leaves)}
    )


def table(counts: Counter[Key], trees: Sequence[Tree]) -> Document:
    """The counts with all their totals, as a document."""
    values, relations = counts.copy(), []
    for axis, one in enumerate(trees):
        for total, parts in one.items():
            for key in [key for key in values if key[axis] == parts[0]]:
                named = ["|".join((*key[:axis], name, *key[axis + 1 :])) for name in (total, *parts)]
                relations.append({"total": named[0], "parts": named[1:]})
                values[(*key[:axis], total, *key[axis + 1 :])] = sum(
                    values[(*key[:axis], part, *key[axis + 1 :])] for part in parts
                )
    cells = [{"id": "|".join(key), "value": value} for key, value in values.items()]
    return {"threshold": K, "cells": cells, "relations": relations, "unions": []}


def ours(document: Document) -> tuple[float, float]:
    """Secondary weight and seconds; the audit must find nothing."""
    protected = protect(read(document))
    assert not audit(protected.to_json()).exposed
    cells = protected.system.cells
    return sum(cells[n].weight for n, why in protected.hidden.items() if why == "secondary"), protected.seconds


def opt(document: Document, folder: str) -> list[str]:
    """The cells that τ-ARGUS OPT hides besides, in any system of sums."""
    from pytauargus._tauargus import HiTaSCtrl

    place = {cell["id"]: i for i, cell in enumerate(document["cells"])}
    lines = ["0", str(len(place))]
    top = 1000 + sum(cell["value"] for cell in document["cells"])
    for i, cell in enumerate(document["cells"]):
        value = cell["value"]
        small = 1 <= value < K
        status, up, slide = ("u", K - value, K - 1) if small else ("s" if value else "z", 0, 0)
        lines.append(f"{i} {value} {value} {status} 0 {top} 0 {up} {slide}")
    lines.append(str(len(document["relations"])))
    for relation in document["relations"]:
        parts = " ".join(f"{place[part]} (1)" for part in relation["parts"])
        lines.append(f"0 {1 + len(relation['parts'])} : {place[relation['total']]} (-1) {parts}")
    given, found = Path(folder, "jj.in"), Path(folder, "jj.out")
    given.write_text("\n".join(lines) + "\n")
    code = HiTaSCtrl().full_jj(in_file_jj=str(given), out_file=str(found), max_time=LIMIT)
    assert code == 0, code
    return [document["cells"][int(line.split()[0])]["id"] for line in found.read_text().splitlines() if line.strip()]


def mod(document: Document, folder: str, trees: Sequence[Tree]) -> list[str]:
    """The cells that τ-ARGUS MOD (HiTaS) hides besides, in one table with hierarchies."""
    from pytauargus.engine import run_batch

    roots = [list(one)[-1] for one in trees]
    rows = []
    for cell in document["cells"]:
        keys = ["T" if key == root else key for key, root in zip(cell["id"].split("|"), roots, strict=True)]
        value = cell["value"]
        small = 1 <= value < K
        levels = ("U", value - 1, K - value) if small else ("S", 0, 0)
        rows += [";".join(map(str, (*keys, value, value, *levels)))] if value else []
    meta = ['<SEPARATOR> ";"', '<SAFE> "S"', '<UNSAFE> "U"', '<PROTECT> "P"']
    for i, (one, root) in enumerate(zip(trees, roots, strict=True)):
        Path(folder, f"h{i}.hrc").write_text("".join(f"{'@' * depth}{name}\n" for depth, name in below(one, root, 0)))
        meta += [f"V{i}", "<RECODABLE>", '<TOTCODE> "T"', "<HIERARCHICAL>"]
        meta += [f'<HIERCODELIST> "{folder}/h{i}.hrc"', '<HIERLEADSTRING> "@"']
    meta += ["N", "<NUMERIC>", "<DECIMALS> 0", "F", "<FREQUENCY>", "ST", "<STATUS>"]
    meta += ["LOW", "<NUMERIC> <LOWERPL>", "UP", "<NUMERIC> <UPPERPL>"]
    Path(folder, "t.tab").write_text("\n".join(rows) + "\n")
    Path(folder, "t.rda").write_text("\n".join(meta) + "\n")
    axes = "".join(f'"V{i}"' for i in range(len(trees)))
    steps = [f'<OPENTABLEDATA> "{folder}/t.tab"', f'<OPENMETADATA> "{folder}/t.rda"', f'<SPECIFYTABLE> {axes}|"N"||']
    steps += ["<SAFETYRULE>", "<READTABLE> 0", f"<SUPPRESS> MOD(1,{LIMIT},1,0,0)"]
    steps += [f'<WRITETABLE> (1,5,SO+,"{folder}/out.tab")']
    Path(folder, "b.arb").write_text("\n".join(steps) + "\n")
    run_batch(f"{folder}/b.arb")
    hidden = []
    for line in Path(folder, "out.tab").read_text().splitlines():
        fields = line.replace('"', "").split(";")
        if fields[len(trees) + 3] == "M":
            keys = zip(fields, roots, strict=False)
            hidden.append("|".join(root if key == "T" else key for key, root in keys))
    return hidden


def below(one: Tree, name: str, depth: int) -> list[tuple[int, str]]:
    return [line for part in one.get(name, ()) for line in ((depth, part), *below(one, part, depth + 1))]


def argus(method: Callable[..., list[str]], *given: Any) -> tuple[list[str] | None, float]:
    """What a method of τ-ARGUS hides, in its own process, and its seconds; None when it gives up or takes too long."""
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=answer, args=(send, method, given))
    process.start()
    send.close()
    found = receive.recv() if receive.poll(LIMIT + 10) else (None, float(LIMIT))
    process.kill()
    process.join()
    return found


def answer(send: Any, method: Callable[..., list[str]], given: Sequence[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # τ-ARGUS writes its logs where it stands
        began, found = time.perf_counter(), None
        with contextlib.suppress(Exception):  # τ-ARGUS gives up on some tables (“problem may be infeasible”)
            found = method(given[0], folder, *given[1:])
        send.send((found, time.perf_counter() - began))


def single(name: str, trees: Sequence[Tree], seed: int) -> dict[str, Any]:
    """One table, three methods: the weight hidden besides the primary cells."""
    document = table(people(trees, seed), trees)
    weights = {cell["id"]: cell["value"] for cell in document["cells"]}
    weight, seconds = ours(document)
    row = {"action": f"protect {name}", "cells": len(weights), "weight": weight, "s": seconds}
    for key, found in (("opt", argus(opt, document)), ("mod", argus(mod, document, trees))):
        row[f"{key}_weight"] = None if found[0] is None else sum(weights[n] for n in found[0])
        row[f"{key}_s"] = found[1]
    return row


def linked(count: int) -> dict[str, Any]:
    """Two tables of the same people, by territory and sex, by territory and age: MOD on each, both read together.

    A shared total that one of the two tables shows is shown.
    """
    row: dict[str, Any] = {"action": "linked tables", "pairs": count, "mod_failed": 0, "mod_exposed": 0, "no_more": 0}
    row |= {"weight": 0.0, "mod_weight": 0.0}
    places, sexes, ages = tree(12, 4), tree(3, 3, "S"), tree(4, 4, "A")
    for seed in range(count):
        by_sex: Counter[Key] = Counter()
        by_age: Counter[Key] = Counter()
        for (place, sex, age), n in people((places, sexes, ages), seed).items():
            by_sex[place, sex] += n // 5
            by_age[place, age] += n // 5
        tables = [(table(by_sex, (places, sexes)), sexes), (table(by_age, (places, ages)), ages)]
        cells = {cell["id"]: cell for document, _ in tables for cell in document["cells"]}
        relations = {r["total"] + r["parts"][0]: r for document, _ in tables for r in document["relations"]}
        both = {"threshold": K, "cells": [*cells.values()], "relations": [*relations.values()], "unions": []}
        found = [argus(mod, document, (places, second))[0] for document, second in tables]
        if None in found:
            row["mod_failed"] += 1
            continue
        shown = {
            cell["id"]
            for (document, _), names in zip(tables, found, strict=True)
            for cell in document["cells"]
            if cell["id"] not in (names or []) and not 1 <= cell["value"] < K
        }
        hidden = cells.keys() - shown
        small = {name for name, cell in cells.items() if 1 <= cell["value"] < K}
        status = {name: "primary" if name in small else "secondary" for name in hidden}
        row["mod_exposed"] += bool(audit(read(both).to_json(status, 0.0)).exposed)
        theirs, (weight, _) = sum(cells[name]["value"] for name in hidden - small), ours(both)
        row["weight"], row["mod_weight"] = row["weight"] + weight, row["mod_weight"] + theirs
        row["no_more"] += weight <= theirs
    return row


AXES = {"sex": 2, "age": 4, "level": 4, "network": 4}
ARRONDISSEMENTS, DEPARTEMENTS = 20, 5


def quarter(seed: int, indicators: int) -> System:
    """An edition: every indicator by territory and one of four axes; 390 cells for each indicator."""
    rnd = np.random.default_rng(seed)
    places = {f"a{i}": (f"a{i}", f"d{i % DEPARTEMENTS}", "r") for i in range(ARRONDISSEMENTS)}
    values: Counter[str] = Counter()
    relations = []
    axes = ["", *(f"{axis}:{i}" for axis, n in AXES.items() for i in range(n))]
    for name in map(str, range(indicators)):
        for above in places.values():
            size = int(rnd.lognormal(6.3, 0.9) / (1 + int(name) % 6))
            for place in above:
                values[f"{name}|{place}|"] += size
            for axis, n in AXES.items():
                shares = rnd.multinomial(size, np.array([8, 5, 3, 0.4][-n:]) / sum([8, 5, 3, 0.4][-n:]))
                for place, (i, share) in itertools.product(above, enumerate(shares.tolist())):
                    values[f"{name}|{place}|{axis}:{i}"] += share
        for place, (axis, n) in itertools.product({p for above in places.values() for p in above}, AXES.items()):
            relations.append(Sum(f"{name}|{place}|", tuple(f"{name}|{place}|{axis}:{i}" for i in range(n))))
        for axis in axes:
            parts = [f"d{i}" for i in range(DEPARTEMENTS)]
            relations.append(Sum(f"{name}|r|{axis}", tuple(f"{name}|{part}|{axis}" for part in parts)))
            for part in parts:
                inside = [place for place, above in places.items() if part in above]
                relations.append(Sum(f"{name}|{part}|{axis}", tuple(f"{name}|{place}|{axis}" for place in inside)))
    price = {"r": 100.0, "d": 10.0, "a": 1.0}
    cells = {n: Cell(n, v, v * price[n.split("|")[1][0]], K) for n, v in values.items()}
    return System(cells, relations, threshold=K)


def year(quarters: Mapping[str, System]) -> tuple[System, list[Sum], list[Sum]]:
    """The totals of a year: sums for events (even indicators), people counted once for the others."""
    cells, sums, unions = {}, [], []
    for name, cell in next(iter(quarters.values())).cells.items():
        shares = [system.cells[name].value for system in quarters.values()]
        events = int(name.split("|")[0]) % 2 == 0
        value = sum(shares) if events else max(max(shares), sum(shares) * 7 // 10)
        cells[name] = replace(cell, value=value, weight=cell.weight * value / max(cell.value, 1))
        line = Sum(f"year/{name}", tuple(f"{key}/{name}" for key in quarters))
        (sums if events else unions).append(line)
    return System(cells, []), sums, unions


def real_size(indicators: int, online: int) -> dict[str, Any]:
    """The last quarter of an edition and the totals of its year, with the quarters before it online."""
    quarters = {f"q{i}": quarter(i, indicators) for i in range(1, online + 1)}
    last = f"q{online}"
    before = {key: standing(q, protect(q, seconds=0).hidden) for key, q in quarters.items() if key != last}
    whole, sums, unions = year({key: q for key, q in quarters.items() if int(key[1:]) > online - 4})
    system = joined({**before, last: quarters[last], "year": whole}, sums, unions)
    return sized(f"{online} quarters online", system, sum(len(s.cells) for s in (quarters[last], whole)))


def sized(name: str, system: System, new: int) -> dict[str, Any]:
    began = time.process_time()
    protected = protect(system)
    proof = audit(protected.to_json())
    cpu = time.process_time() - began
    primary = sum(why == "primary" for why in protected.hidden.values())
    row = {"action": name, "cells": len(system.cells), "new": new, "primary": primary, "hidden": len(protected.hidden)}
    return row | {"protect_s": protected.seconds, "audit_s": proof.seconds, "cpu_s": cpu, "exposed": len(proof.exposed)}


SHORT = [
    ("20 × 12, two hierarchies", (tree(20, 5), tree(12, 4)), 2),
    ("6 × 5 × 4", (tree(6, 3), tree(5, 5), tree(4, 2)), 1),
]
LONG = [
    ("40 × 20, two hierarchies", (tree(40, 5), tree(20, 4)), 3),
    ("12 × 6 × 5, three dimensions", (tree(12, 4), tree(6, 3), tree(5, 5)), 4),
]


def measure(*, full: bool = False) -> Iterator[dict[str, Any]]:
    """The short run is for `make bench`; `python -m benchmarks.disclosure` is the full one."""
    yield from (single(*one) for one in (SHORT + LONG if full else SHORT))
    yield linked(20 if full else 3)
    yield sized("edition of one quarter", system := quarter(1, 13), len(system.cells))
    if full:
        yield real_size(13, 8)
        yield sized("40 000 cells", system := quarter(2, 103), len(system.cells))


if __name__ == "__main__":
    for row in measure(full=True):
        print("  ".join(f"{k}={v:.3g}" if isinstance(v, float) else f"{k}={v}" for k, v in row.items()), flush=True)
