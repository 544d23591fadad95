from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import journal
from crm.auth import me
from crm.codes.duty import ObligationState
from crm.db import db
from crm.duty import actions, queries, rules
from crm.duty.forms import ConfirmForm, ExemptForm
from crm.duty.models import TrainingObligation
from crm.duty.queries import Filters
from crm.errors import refusals
from crm.policy import May, can, require
from crm.territory import queries as territory
from crm.territory.rules import PARIS

bp = Blueprint("duty", __name__)


def filters() -> Filters:
    """Read the address; whatever it cannot mean is left out."""
    asked = request.args
    state, place = asked.get("state", ""), asked.get("arrondissement", "")
    return Filters(
        ObligationState(state) if state in set(ObligationState) else None,
        asked.get("structure", type=UUID),
        place if place.isalnum() else "",
    )


@bp.get("/obligations")
def index() -> str:
    actor, asked, today = me(), filters(), datetime.now(PARIS).date()
    require(actor, May.CHECK_PRESENCE)
    rows, after = queries.listed(actor, asked, today, request.args.get("after", ""))
    return render_template(
        "duty/index.html",
        asked=asked,
        rows=rows,
        counts=queries.counts(actor, asked, today),
        states=ObligationState,
        structures=queries.structures(actor),
        arrondissements=territory.arrondissements(),
        following=url_for(".index", state=asked.state, after=after, **asked.address) if after else None,
    )


@bp.get("/obligations/<uuid:uid>")
def show(uid: UUID) -> str:
    actor, now = me(), datetime.now(UTC)
    obligation = queries.get(actor, uid)
    if actions.keep(now, obligation.person):
        db.session.refresh(obligation, ["changes"])
    journal.record(actor, "duty.show", obligation.person)
    return render_template(
        "duty/show.html",
        obligation=obligation,
        offered=rules.offered(obligation.state),
        labels=rules.MOVES,
        may_open=can(actor, May.READ_IDENTITY, obligation.person),
        may_situate=can(actor, May.WRITE_SUPPORT, obligation.person),
    )


def done(obligation: TrainingObligation, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("duty.show", uid=obligation.uid), 303)


@bp.route("/obligations/<uuid:uid>/confirm", methods=["GET", "POST"])
def confirm(uid: UUID) -> ResponseReturnValue:
    obligation, form = queries.get(me(), uid, May.WORK_OBLIGATION), ConfirmForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.confirm(me(), obligation, form.means.data, form.since.data, now=datetime.now(UTC))  # type: ignore[arg-type]
            return done(obligation, "C’est noté : l’obligation est satisfaite.")
    return render_template("duty/confirm.html", form=form, obligation=obligation), 422 if form.errors else 200


@bp.route("/obligations/<uuid:uid>/exempt", methods=["GET", "POST"])
def exempt(uid: UUID) -> ResponseReturnValue:
    obligation, form = queries.get(me(), uid, May.WORK_OBLIGATION), ExemptForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.exempt(me(), obligation, form.certified_on.data, now=datetime.now(UTC))  # type: ignore[arg-type]
            return done(obligation, "L’exemption est notée. Rendez le certificat : seule sa date est gardée.")
    return render_template("duty/exempt.html", form=form, obligation=obligation), 422 if form.errors else 200


@bp.post("/obligations/<uuid:uid>/decide")
def decide(uid: UUID) -> ResponseReturnValue:
    obligation = queries.get(me(), uid, May.WORK_OBLIGATION)
    actions.decide(me(), obligation, request.form.get("move", ""), now=datetime.now(UTC))
    return done(obligation, "C’est noté.")
