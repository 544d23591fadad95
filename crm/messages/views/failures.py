"""What did not leave."""

from datetime import UTC, datetime
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from crm.auth import me
from crm.messages import actions, queries
from crm.messages.views.settings import bp


@bp.post("/messages/<uuid:uid>/set-aside")
def set_aside(uid: UUID) -> ResponseReturnValue:
    actions.set_aside(me(), queries.failure(me(), uid), now=datetime.now(UTC))
    flash("C’est noté. Le message reste dans le dossier du jeune.")
    target = request.form.get("back", "")
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return redirect(target if inside else url_for("today.home"), 303)
