"""What became of an appointment."""

from datetime import UTC, datetime
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from crm.appointments import actions, queries
from crm.appointments.views.agenda import bp
from crm.auth import me


def noted(message: str) -> ResponseReturnValue:
    flash(message)
    target = request.form.get("back", "")
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return redirect(target if inside else url_for("appointments.agenda"), 303)


@bp.post("/appointments/<uuid:uid>/cancel")
def cancel(uid: UUID) -> ResponseReturnValue:
    actions.cancel(me(), queries.participation(me(), uid), now=datetime.now(UTC))
    return noted("Le rendez-vous est annulé, et le jeune en est averti.")


@bp.post("/appointments/<uuid:uid>/excuse")
def excuse(uid: UUID) -> ResponseReturnValue:
    actions.excuse(me(), queries.participation(me(), uid), now=datetime.now(UTC))
    return noted("C’est noté : le créneau est libre.")


@bp.post("/answers/<uuid:uid>/settle")
def settle_answer(uid: UUID) -> ResponseReturnValue:
    actions.settle_answer(me(), queries.answer(me(), uid), now=datetime.now(UTC))
    return noted("C’est noté.")


@bp.post("/appointments/<uuid:uid>/attend")
def attend(uid: UUID) -> ResponseReturnValue:
    came_in = request.form.get("came") == "yes"
    actions.attend(me(), queries.participation(me(), uid), came_in=came_in, now=datetime.now(UTC))
    return noted("Présence notée." if came_in else "Absence notée.")
