"""An edition as a Data Package (Frictionless): its tables in CSV, and `datapackage.json`, which says what they hold."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from crm.reports.rules.report import SECRET, Report, axis_name, level, unit_of
from crm.reports.rules.tables import THEMES

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
Field = tuple[str, str, str]
"""Name, type, description."""

INDICATORS: Sequence[Field] = (
    ("indicateur", "string", "Identifiant de l’indicateur"),
    ("theme", "string", "Thème"),
    ("libelle", "string", "Libellé"),
    ("unite", "string", "Unité"),
    ("definition", "string", "Définition"),
    ("genre", "string", "Nombre, personnes distinctes ou taux"),
    ("partie_de", "string", "Indicateur dont celui-ci est une partie, ou auquel ce taux est rapporté"),
    ("rattachement", "string", "Territoire et structure auxquels un fait est rattaché"),
    ("source", "string", "D’où viennent les faits"),
    ("prudence", "string", "Pourquoi le lire avec prudence"),
)
TERRITORIES: Sequence[Field] = (
    ("territoire", "string", "Code du territoire"),
    ("niveau", "string", "Région, département, arrondissement…"),
    ("nom", "string", "Nom"),
)
FIGURES: Sequence[Field] = (
    ("indicateur", "string", "Identifiant de l’indicateur"),
    ("territoire", "string", "Code du territoire"),
    ("axe", "string", "Second axe et sa valeur ; « total » pour l’ensemble"),
    ("nom_axe", "string", "Libellé du second axe"),
    ("mesure", "string", "Nombre, ou pourcentage d’un taux ; le nombre d’un taux est son numérateur"),
    ("unite", "string", "Unité"),
    ("valeur", "number", "Chiffre ; « s » : caché par le secret statistique"),
    ("statut", "string", "Publié, caché pour lui-même ou pour un autre, ou gardé de la première version"),
    ("fragile", "string", "Pourquoi ce taux est fragile et ne doit pas être classé ; vide s’il ne l’est pas"),
)
STATUSES = ["published", "primary", "secondary", "kept"]


def as_package(report: Report) -> bytes:
    """A zip whose bytes depend on the edition alone."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts(report):
            entry = zipfile.ZipInfo(name, report.built_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()


def parts(report: Report) -> Iterable[tuple[str, str]]:
    yield "datapackage.json", json.dumps(descriptor(report), ensure_ascii=False, indent=2)
    indicators = (
        [i.id, THEMES[i.theme], i.label, unit_of(i), i.definition, i.kind.value, i.of, i.attribution, i.source, i.weak]
        for i in report.held
    )
    yield "indicateurs.csv", table(INDICATORS, indicators)
    yield "territoires.csv", table(TERRITORIES, ([c, level(c), name] for c, name in report.territories.items()))
    yield "chiffres.csv", table(FIGURES, map(line, report.rows()))


def line(row: Any) -> list[Any]:
    figure = [row.measure, row.unit, SECRET if row.value is None else row.value, row.status, row.fragile]
    return [row.indicator.id, row.territory, row.axis or "total", axis_name(row.axis), *figure]


def table(fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([name for name, _, _ in fields])
    writer.writerows(rows)
    return stream.getvalue()


def descriptor(report: Report) -> dict[str, Any]:
    about = report.about()
    return {
        "profile": "tabular-data-package",
        "name": f"spro-hauts-de-france-{report.year}-t{report.quarter}",
        "title": report.title,
        "description": "\n\n".join(f"{name} : {text}" for name, text in about),
        "version": f"{report.revision}.0.0",
        "created": f"{report.built_at:%Y-%m-%dT%H:%M:%SZ}",
        "licenses": [LICENCE],
        "threshold": report.threshold,
        "hidden": {"cells": report.hidden, "of": report.total, "share": report.share},
        "resources": [
            resource("indicateurs", INDICATORS, "indicateur"),
            resource("territoires", TERRITORIES, "territoire"),
            resource("chiffres", FIGURES, ["indicateur", "territoire", "axe", "mesure"], links=True),
        ],
    }


def resource(name: str, fields: Sequence[Field], key: str | list[str], *, links: bool = False) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [described(*field) for field in fields], "primaryKey": key}
    if links:
        schema["missingValues"] = ["", SECRET]
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": table, "fields": column}}
            for column, table in (("indicateur", "indicateurs"), ("territoire", "territoires"))
        ]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def described(name: str, kind: str, description: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": kind, "description": description}
    if name == "statut":
        field["constraints"] = {"enum": STATUSES}
    if name in ("indicateur", "territoire", "axe"):
        field["constraints"] = {"required": True}
    return field
