"""Is this process alive, and does it reach its database? For load balancers and supervisors."""

from flask import Blueprint
from sqlalchemy import text

from crm.db import db

bp = Blueprint("health", __name__)


@bp.get("/health")
def live() -> dict[str, str]:
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
