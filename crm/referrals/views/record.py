from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import journal
from crm.auth import me
from crm.codes.referrals import ReferralKind, Urgency
from crm.codes.support import Theme
from crm.errors import refusals, scripted
from crm.policy import May, can
from crm.referrals import actions, queries
from crm.referrals.forms import BulkForm, PostForm
from crm.referrals.models import Referral
from crm.referrals.rules import ANSWERABLE, LINK, MOVES, OPEN
from crm.referrals.views.program import as_json, asks, moves_of, of_words
from crm.support.rules import Finding, lint

bp = Blueprint("referrals", __name__)
bp.before_request(of_words)


@bp.get("/referrals")
def inbox() -> str:
    return list_of(request.args.get("box", ""))


def list_of(name: str, form: BulkForm | None = None) -> str:
    actor, today = me(), datetime.now(UTC).date()
    names = queries.boxes(actor)
    name = name if name in names else names[0]
    asked = queries.board_filters(request.args)
    rows, following = queries.listed(actor, name, asked, request.args.get("after", ""), today=today)
    return render_template(
        "referrals/inbox.html",
        box=name,
        boxes=names,
        asked=asked,
        filtered=asked != queries.Filters(),
        counts=queries.counts(actor),
        rows=rows,
        named=queries.named(actor, rows),
        following=following,
        form=form or BulkForm(formdata=None),
        lists={
            "structure": [(structure.uid, structure.short_name) for structure in queries.others(actor, name)],
            "theme": Theme.choices(),
            "urgency": Urgency.choices(),
            "kind": ReferralKind.choices(),
        },
    )


@bp.get("/referrals/<uuid:uid>")
def show(uid: UUID) -> ResponseReturnValue:
    actor, referral, now = me(), queries.get(me(), uid), datetime.now(UTC)
    journal.record(actor, "referrals.show", referral.person)
    if scripted():
        return as_json(referral)
    queries.see(actor, referral, now)
    return page_of(referral, PostForm(formdata=None))


def page_of(referral: Referral, form: PostForm, doubts: Sequence[Finding] = ()) -> str:
    """A referral, what may be done with it, and what its two sides wrote."""
    actor = me()
    open_to_me = queries.readable(actor, referral)
    return render_template(
        "referrals/show.html",
        referral=referral,
        moves=moves_of(actor, referral),
        labels=MOVES,
        asks=asks,
        travels=queries.travels(referral) if open_to_me else [],
        known=can(actor, May.READ_IDENTITY, referral.person),
        posts=queries.posts(referral) if open_to_me and can(actor, May.WRITE_TO_REFERRAL, referral) else [],
        writes=can(actor, May.WRITE_TO_REFERRAL, referral) and queries.talks(referral),
        sends=can(actor, May.SEND_REFERRAL, referral),
        may_ask=can(actor, May.ANSWER_REFERRAL, referral) and referral.state in ANSWERABLE,
        linked=referral.link_uid is not None and can(actor, May.SEND_REFERRAL, referral) and referral.state in OPEN,
        link_ends=referral.linked_at + LINK if referral.linked_at else None,
        who=queries.who,
        form=form,
        doubts=doubts,
    )


def answered(referral: Referral, message: str, back: str = "") -> ResponseReturnValue:
    """It is done: back to the referral while it is the actor's to read, or to the page `back`; a program reads what has
    become of it."""
    if scripted():
        return as_json(referral, message)
    flash(message)
    if not can(me(), May.READ_REFERRAL, referral):
        back = url_for("referrals.inbox")
    return redirect(back or url_for("referrals.show", uid=referral.uid), 303)


ASKED = "Votre question est partie : c’est au tour de la structure qui oriente, et vous n’êtes plus relancé·e."
WRITTEN = "Votre message est envoyé : l’autre structure est prévenue."


@bp.post("/referrals/<uuid:uid>/posts")
def post(uid: UUID) -> ResponseReturnValue:
    referral, form = queries.get(me(), uid, May.WRITE_TO_REFERRAL, locked=True), PostForm()
    doubts = lint(form.text.data or "")
    if form.validate_on_submit() and (form.kept.data or not doubts):
        with refusals(form):
            asks = "asks" in request.form
            actions.post(me(), referral, form.text.data or "", now=datetime.now(UTC), asks=asks)
            return answered(referral, ASKED if asks else WRITTEN)
    return page_of(referral, form, doubts), 422


@bp.post("/referrals/<uuid:uid>/link")
def send_link(uid: UUID) -> ResponseReturnValue:
    referral = queries.get(me(), uid, May.SEND_REFERRAL, locked=True)
    actions.send_link(me(), referral, now=datetime.now(UTC))
    return answered(referral, "Un nouveau lien est parti. L’ancien ne s’ouvre plus.")


@bp.post("/referrals/<uuid:uid>/withdraw")
def withdraw(uid: UUID) -> ResponseReturnValue:
    referral = queries.get(me(), uid, May.SEND_REFERRAL, locked=True)
    actions.withdraw(me(), referral, now=datetime.now(UTC))
    return answered(referral, "L’orientation est retirée : ce qui avait été transmis est refermé.")


@bp.post("/referrals/<uuid:uid>/resend")
def resend(uid: UUID) -> ResponseReturnValue:
    referral = queries.get(me(), uid, May.SEND_REFERRAL, locked=True)
    actions.resend(me(), referral, now=datetime.now(UTC))
    return answered(referral, "L’orientation est renvoyée.")
