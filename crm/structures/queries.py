"""Read the directory."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.structures import Network
from crm.db import db
from crm.policy import May, permitted, require
from crm.structures.models import Coverage, Favourite, Platform, Structure, StructureNetwork

WHOLE = (
    joinedload(Structure.commune),
    selectinload(Structure.networks),
    selectinload(Structure.coverage).joinedload(Coverage.arrondissement),
    selectinload(Structure.services),
)


def covering(platform: Platform, *options: ORMOption) -> Sequence[Structure]:
    """Active structures that serve some of a platform's territory."""
    codes = [line.arrondissement_code for line in platform.territory]
    covers = Structure.coverage.any(Coverage.arrondissement_code.in_(codes))
    query = select(Structure).where(Structure.active, covers).order_by(Structure.short_name).options(*options)
    return db.session.scalars(query).all()


def directory(
    actor: Membership, text: str = "", network: Network | None = None, arrondissement: str = ""
) -> Sequence[Structure]:
    """Active structures by name, network and territory."""
    require(actor, May.READ_DIRECTORY)
    query = select(Structure).where(Structure.active).options(*WHOLE).order_by(Structure.short_name, Structure.id)
    if text:
        folded = func.concat("%", func.rtrim(func.crm_fold(text)), "%")
        query = query.where(
            or_(func.crm_fold(Structure.name).like(folded), func.crm_fold(Structure.short_name).like(folded))
        )
    if network:
        query = query.where(Structure.networks.any(StructureNetwork.network == network))
    if arrondissement:
        query = query.where(Structure.coverage.any(Coverage.arrondissement_code == arrondissement))
    return db.session.scalars(query.limit(200)).all()


def get(actor: Membership, uid: UUID) -> Structure:
    require(actor, May.READ_DIRECTORY)
    found = db.session.scalar(select(Structure).where(Structure.uid == uid).options(*WHOLE))
    if found is None:
        raise NotFound
    return found


def is_favourite(actor: Membership, structure: Structure) -> bool:
    return db.session.get(Favourite, (actor.user_id, structure.id)) is not None


def published(source: str, source_id: str) -> Structure | None:
    """The structure that a publisher of data·inclusion knows by this identifier."""
    return db.session.scalar(select(Structure).where(Structure.source == source, Structure.source_id == source_id))


def with_siret(siret: str) -> Structure | None:
    return db.session.scalar(select(Structure).where(Structure.siret == siret))


def editable(actor: Membership, uid: UUID) -> Structure:
    query = select(Structure).where(Structure.uid == uid, permitted(actor, May.EDIT_STRUCTURE, Structure))
    found = db.session.scalar(query.options(*WHOLE))
    if found is None:
        raise NotFound
    return found
