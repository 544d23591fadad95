from datetime import UTC, datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.accounts.models import Membership
from crm.auth import me
from crm.codes.assignment import Part
from crm.errors import refusals
from crm.pages import plural
from crm.policy import May, require
from crm.referrals import actions, queries
from crm.referrals.forms import MoveForm, WeighForm
from crm.referrals.rules.assignment import REACH, BadInstance, Instance, Move, moved, solve
from crm.referrals.rules.assignment import what_if as other
from crm.referrals.views.record import bp
from crm.structures import queries as structures


@bp.get("/referrals/pool")
def pool() -> str:
    return page_of(me(), settings_of(me()))


def page_of(actor: Membership, form: WeighForm) -> str:
    require(actor, May.COORDINATE)
    assert actor.platform is not None
    where, now = request.args.get("where", ""), datetime.now(UTC)
    rows, following = queries.proposals(actor, where, request.args.get("after", 0, type=rank))
    placed, alone = queries.proposal_counts(actor)
    return render_template(
        "referrals/pool.html",
        form=form,
        pool=queries.pool_of(actor.platform),
        rows=rows,
        following=following,
        where=where,
        nobody=queries.NOBODY,
        cards=queries.cards_of(actor, rows, now.date()),
        placed=placed,
        alone=alone,
        waiting=queries.waiting_count(actor),
        shares=queries.shares(actor, now),
        parts=Part,
    )


def rank(text: str) -> int:
    return min(int(text), 1_000_000)


def settings_of(actor: Membership) -> WeighForm:
    """The weights of the actor's pool, as they are kept."""
    require(actor, May.COORDINATE)
    assert actor.platform is not None
    kept = queries.pool_of(actor.platform)
    return WeighForm(data={**queries.weights_in(kept), "reach": kept.reach if kept else REACH})


@bp.post("/referrals/pool/propose")
def propose() -> ResponseReturnValue:
    actor, form = me(), WeighForm()
    require(actor, May.COORDINATE)
    weighed = "reach" in request.form
    if weighed and not form.validate():
        return page_of(actor, form), 422
    with refusals(form):
        now = datetime.now(UTC)
        actions.propose(
            actor, now=now, weights=form.weights() if weighed else None, reach=form.reach.data if weighed else None
        )
        flash("Les propositions sont calculées. Rien n’est confié tant que vous ne l’avez pas accepté.")
        return redirect(url_for("referrals.pool"), 303)
    return page_of(actor, form), 422


@bp.post("/referrals/pool/accept")
def accept_proposals() -> ResponseReturnValue:
    uids = None if "all" in request.form else request.form.getlist("proposal", type=UUID)
    accepted, refused = actions.accept_proposals(me(), uids, now=datetime.now(UTC))
    if accepted:
        flash(f"{accepted} confié·e·s : chaque structure est prévenue, et son délai de réponse commence.")
    elif not refused:
        flash("Rien à confier : cochez des propositions, ou elles viennent d’être confiées.", "info")
    for why, count in refused.most_common(5):
        flash(f"{plural(count, 'jeune n’a', 'jeunes n’ont')} pas été confié : {why}", "warning")
    return redirect(url_for("referrals.pool"), 303)


@bp.route("/referrals/pool/<uuid:uid>/move", methods=["GET", "POST"])
def move_proposal(uid: UUID) -> ResponseReturnValue:
    actor, form = me(), MoveForm()
    proposal = queries.proposal(actor, uid)
    choices = queries.choices(actor, proposal, datetime.now(UTC))
    form.structure.choices = [(str(one.structure.uid), one.structure.short_name) for one in choices]
    if request.method == "GET" and proposal.structure:
        form.structure.data = str(proposal.structure.uid)
    if form.validate_on_submit():
        with refusals(form):
            structure = structures.get(actor, UUID(form.structure.data))
            actions.move_proposal(actor, proposal, structure, now=datetime.now(UTC))
            flash(f"C’est noté : {structure.short_name}. Les autres propositions sont recalculées autour de ce choix.")
            return redirect(url_for("referrals.pool"), 303)
    page = render_template("referrals/move_proposal.html", form=form, proposal=proposal, choices=choices)
    return page, 422 if form.errors else 200


@bp.post("/referrals/pool/<uuid:uid>/release")
def release_proposal(uid: UUID) -> ResponseReturnValue:
    actions.move_proposal(me(), queries.proposal(me(), uid), None, now=datetime.now(UTC))
    flash("Le calcul choisit de nouveau pour ce jeune.")
    return redirect(url_for("referrals.pool"), 303)


@bp.post("/referrals/pool/<uuid:uid>/set-aside")
def set_aside(uid: UUID) -> ResponseReturnValue:
    actions.set_aside(me(), queries.proposal(me(), uid), now=datetime.now(UTC))
    flash("Cette structure ne sera plus proposée pour ce jeune.")
    return redirect(url_for("referrals.pool"), 303)


@bp.get("/referrals/pool/what-if")
def what_if() -> str:
    """Other weights or other numbers of places: who would go elsewhere. Nothing is written."""
    actor, now = me(), datetime.now(UTC)
    require(actor, May.COORDINATE)
    assert actor.platform is not None
    pooled = queries.all_pooled(actor.platform, now)
    asked = "reach" in request.args
    form = WeighForm(request.args, meta={"csrf": False}) if asked else settings_of(actor)
    moves: list[Move] | None = None
    difference = 0
    if asked and form.validate():
        with refusals(form):
            moves, difference = tried(pooled.instance, form)
    found = {"pooled": pooled, "capacities": asked_places(), "moves": moves, "difference": difference}
    return render_template("referrals/what_if.html", form=form, **found)


def asked_places() -> dict[str, int]:
    """The numbers of places that the address asks for, by structure."""
    given = {name[7:]: value for name, value in request.args.items() if name.startswith("places-")}
    return {name: min(int(value), 10_000) for name, value in given.items() if value.isdecimal()}


def tried(instance: Instance, form: WeighForm) -> tuple[list[Move], int]:
    """Who moves, and how many more (or fewer) have a place."""
    try:
        before = solve(instance)
        after = solve(other(instance, capacities=asked_places(), weights=form.weights(), reach=form.reach.data))
    except BadInstance:
        form.form_errors.append("Une structure aurait moins de places que de jeunes que vous y avez posés.")
        return [], 0
    return moved(before, after), after.placed - before.placed
