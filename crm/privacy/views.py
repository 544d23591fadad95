from flask import Blueprint, render_template, request, url_for

from crm.auth import me
from crm.privacy import queries
from crm.privacy.rules.journal import deed

bp = Blueprint("privacy", __name__)


@bp.get("/journal")
def journal() -> str:
    entries = queries.journal(me(), request.args.get("before", type=int))
    more = entries[queries.PAGE - 1].id if len(entries) > queries.PAGE else None
    following = url_for("privacy.journal", before=more) if more else None
    return render_template("privacy/journal.html", entries=entries[: queries.PAGE], following=following, deed=deed)
