"""A list of structures for the directory: who is new is added; what is known is left as it was verified."""

from collections.abc import Sequence
from datetime import date, datetime

from crm.accounts.models import Membership
from crm.codes.imports import RowCause, RowDecision, RowVerdict
from crm.codes.structures import Network
from crm.imports import queries
from crm.imports.actions.targets.verdicts import conclude
from crm.imports.models import ImportFile, ImportRow
from crm.reading import fold
from crm.structures import actions

NETWORKS = {fold(name): network for network in Network for name in (network.label, network.value)}


def judge(_: ImportFile, rows: Sequence[ImportRow], today: date) -> None:  # noqa: ARG001 - as every target
    towns = queries.gazetteer()
    said = [row.values for row in rows]
    found = queries.known_structures(
        [v["siret"] for v in said if "siret" in v],
        [v["uai"] for v in said if "uai" in v],
        [v["name"].lower() for v in said],
    )
    by_number = {number: s for s in found for number in (s.siret, s.uai) if number}
    by_name = {(s.name.lower(), s.commune_code): s for s in found}
    for row in rows:
        town = towns.locate(row.values["commune"], row.values.get("postcode", ""))
        network = NETWORKS.get(fold(row.values["network"]))
        row.values = {**row.values, "commune_code": town.code if town else None, "network": network or ""}
        same = by_number.get(row.values.get("siret", "")) or by_number.get(row.values.get("uai", ""))
        same = same or (by_name.get((row.values["name"].lower(), town.code)) if town else None)
        row.structure_id = same.id if same else None
        if town is None:
            why = "Cette commune n’est pas dans les Hauts-de-France."
            conclude(row, RowVerdict.NOT_CONCERNED, RowCause.ELSEWHERE, why, "commune")
        elif same:
            conclude(row, RowVerdict.KNOWN, RowCause.SAME, f"Déjà à l’annuaire : {same.short_name}.")
            row.decision = RowDecision.SKIP
        elif network is None:
            conclude(row, RowVerdict.INVALID, RowCause.UNREAD, "Ce réseau n’est pas connu de l’annuaire.", "network")
        else:
            conclude(row, RowVerdict.NEW, RowCause.NONE)


def write(actor: Membership, _: ImportFile, rows: Sequence[ImportRow], now: datetime) -> None:
    towns = queries.places([row.values["commune_code"] for row in rows])
    for row in rows:
        values = {name: row.values.get(name) for name in ("name", "siret", "uai", "phone", "email", "commune_code")}
        values |= {"short_name": row.values["name"], "address": row.values.get("address", "")}
        territory = [towns[row.values["commune_code"]].arrondissement]
        network = Network(row.values["network"])
        structure = actions.create(actor, values, [network], territory, today=now.date())
        row.structure_id = structure.id
        row.written = [{"table": "structure", "id": structure.id}]
