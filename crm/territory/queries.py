"""Find communes. Geography is public: no actor is needed."""

import re
from collections.abc import Sequence

from sqlalchemy import ARRAY, Text, cast, func, or_, select

from crm.db import db
from crm.territory.models import Arrondissement, Commune


def commune(code: str) -> Commune | None:
    return db.session.get(Commune, code)


def suggest(text: str, limit: int = 10) -> Sequence[Commune]:
    """Communes whose name or postcode starts with what was typed, the most populous first."""
    words = re.sub(r"[()]", " ", text).split()
    digits = [word for word in words if word.isdigit()]
    name = " ".join(word for word in words if not word.isdigit())
    query = select(Commune).order_by(Commune.population.desc(), Commune.code).limit(limit)
    for number in digits:
        postcodes = func.array_to_string(Commune.postcodes, " ")
        query = query.where(or_(Commune.code.startswith(number), (" " + postcodes).contains(f" {number}")))
    if name:
        query = query.where(Commune.folded.startswith(func.rtrim(func.crm_fold(name))))
    return db.session.scalars(query).all() if words else []


def named(text: str) -> Sequence[Commune]:
    """The communes that a typed line designates: an INSEE code, « Lille », « Lille (59) », « Lille 59000 »."""
    text = text.strip()
    if found := db.session.get(Commune, text.upper()):
        return [found]
    found_all = suggest(text, 50)
    exact = [c for c in found_all if c.folded.strip() == fold(text)]
    return exact or found_all


def fold(text: str) -> str:
    """The name in a typed line, as `Commune.folded` has it."""
    name = " ".join(word for word in re.sub(r"[()]", " ", text).split() if not word.isdigit())
    return str(db.session.scalar(select(func.btrim(func.crm_fold(name)))))


def by_postcode(postcode: str) -> Sequence[Commune]:
    query = select(Commune).where(Commune.postcodes.contains(cast([postcode], ARRAY(Text))))
    return db.session.scalars(query.order_by(Commune.population.desc())).all()


def arrondissements() -> Sequence[Arrondissement]:
    return db.session.scalars(select(Arrondissement).order_by(Arrondissement.code)).all()
