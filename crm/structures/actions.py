"""What can be done with the directory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from crm.accounts.models import Membership
from crm.codes.structures import Fee, Network
from crm.db import db
from crm.policy import May, require
from crm.reading import read_phone
from crm.structures import queries, rules
from crm.structures.models import Coverage, Favourite, Service, Structure, StructureNetwork
from crm.territory.models import Commune
from crm.territory.queries import named


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


def favour(actor: Membership, structure: Structure) -> None:
    """Put a structure among one's favourites, or take it out."""
    require(actor, May.READ_DIRECTORY)
    kept = db.session.get(Favourite, (actor.user_id, structure.id))
    if kept:
        db.session.delete(kept)
    else:
        db.session.add(Favourite(user_id=actor.user_id, structure_id=structure.id))
    db.session.flush()


def load(lines: Sequence[rules.Line]) -> tuple[Counter[str], list[str]]:
    """Write the entries of data·inclusion: the same file twice changes nothing, and what was verified here since stays.

    Returns how many were `added`, `changed` and `unchanged`, and a sentence for each line that was left out.
    """
    done: Counter[str] = Counter()
    troubles = [f"{line.where}: {line.trouble}" for line in lines if line.entry is None]
    for line in lines:
        if line.entry is None:
            continue
        try:
            with db.session.begin_nested():
                done[load_entry(line.entry)] += 1
        except rules.Unreadable as why:
            troubles.append(f"{line.where}: {why}")
        except IntegrityError:
            troubles.append(f"{line.where}: its UAI is already that of another structure")
    return done, troubles


def load_entry(entry: rules.Entry) -> str:
    return load_structure(entry) if isinstance(entry, rules.StructureEntry) else load_service(entry)


def load_structure(entry: rules.StructureEntry) -> str:
    commune = commune_of(entry)
    structure = queries.published(entry.source, entry.id) or adopted(entry)
    if structure.verified_on and structure.verified_on > entry.date_maj:
        return "unchanged"
    if structure.id is None:
        structure.short_name = entry.nom
        describe(structure, rules.networks_of(entry), [commune.arrondissement_code])
    return write_entry(
        structure,
        name=entry.nom,
        siret=structure.siret or (entry.siret if entry.siret and not queries.with_siret(entry.siret) else None),
        uai=entry.uai or structure.uai,
        phone=read_phone(entry.telephone or "") or structure.phone,
        email=entry.courriel or structure.email,
        address=", ".join(part for part in (entry.adresse, entry.complement_adresse) if part),
        commune_code=commune.code,
        opening_hours=rules.hours(entry.horaires_accueil) or structure.opening_hours or "",
        source=entry.source,
        source_id=entry.id,
        verified_on=entry.date_maj,
    )


def adopted(entry: rules.StructureEntry) -> Structure:
    """The entry that was typed here for the same establishment, if it has no source yet; else a new one."""
    known = queries.with_siret(entry.siret) if entry.siret else None
    return known if known and known.source is None else Structure()


def load_service(entry: rules.ServiceEntry) -> str:
    structure = queries.published(entry.source, entry.structure_id)
    if structure is None:
        raise rules.Unreadable(f"its structure {entry.structure_id} is not known: import the structures first")
    query = select(Service).where(Service.source == entry.source, Service.source_id == entry.id)
    service = db.session.scalar(query) or Service(source=entry.source, source_id=entry.id)
    areas = rules.areas_of(entry)
    cover(structure, areas)
    return write_entry(
        service,
        structure_id=structure.id,
        name=entry.nom,
        themes=[theme.value for theme in rules.themes_of(entry)],
        audiences=rules.values(entry.publics),
        receptions=rules.values(entry.modes_accueil),
        fee=Fee(entry.frais.value) if entry.frais else None,
        areas=areas,
        opening_hours=rules.hours(entry.horaires_accueil),
        capacity=entry.capacite,
        verified_on=entry.date_maj,
    )


def write_entry(row: Structure | Service, **said: Any) -> str:
    """Write what differs, and say what it was."""
    differing = {name: value for name, value in said.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    new = row.id is None
    db.session.add(row)
    db.session.flush()
    return "added" if new else "changed" if differing else "unchanged"


def cover(structure: Structure, areas: Sequence[str]) -> None:
    """A structure serves at least where its services do."""
    places = (Commune.code, Commune.epci_code, Commune.departement_code)
    found = select(Commune.arrondissement_code).where(or_(*(place.in_(areas) for place in places))).distinct()
    served = {line.arrondissement_code for line in structure.coverage}
    structure.coverage.extend(Coverage(arrondissement_code=c) for c in db.session.scalars(found) if c not in served)


def commune_of(entry: rules.StructureEntry) -> Commune:
    written = entry.code_insee or " ".join(part for part in (entry.commune, entry.code_postal) if part)
    communes = named(written) if written else []
    if len(communes) != 1:
        raise rules.Unreadable(f"{written or 'no commune'} is not one commune of Hauts-de-France: give its INSEE code")
    return communes[0]
