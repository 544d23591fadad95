"""What can be done with the directory."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm.accounts.models import Membership
from crm.codes.structures import Network
from crm.db import db
from crm.policy import May, require
from crm.structures.models import Coverage, Structure, StructureNetwork


def create(
    actor: Membership, values: Mapping[str, Any], networks: Sequence[Network], territory: Sequence[str], *, today: date
) -> Structure:
    require(actor, May.CREATE_STRUCTURE)
    structure = Structure(**values, verified_on=today)
    describe(structure, networks, territory)
    db.session.add(structure)
    db.session.flush()
    return structure


def edit(
    actor: Membership,
    structure: Structure,
    values: Mapping[str, Any],
    networks: Sequence[Network],
    territory: Sequence[str],
    *,
    today: date,
) -> None:
    """Change a structure's entry, which counts as verified that day."""
    require(actor, May.EDIT_STRUCTURE, structure)
    for name, value in values.items():
        setattr(structure, name, value)
    structure.verified_on = today
    describe(structure, networks, territory)
    db.session.flush()


def describe(structure: Structure, networks: Sequence[Network], territory: Sequence[str]) -> None:
    """Replace networks and territory, keeping the lines that stay."""
    kept = {line.network: line for line in structure.networks}
    structure.networks = [kept.get(network) or StructureNetwork(network=network) for network in networks]
    covered = {line.arrondissement_code: line for line in structure.coverage}
    structure.coverage = [covered.get(code) or Coverage(arrondissement_code=code) for code in territory]
