"""Answer a referral, and follow it to its end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from crm.accounts.models import User
from crm.appointments import queries as appointments
from crm.appointments.queries import Wanted
from crm.appointments.rules import FreeSlot
from crm.auth import me
from crm.db import db
from crm.errors import Refused, refusals, scripted
from crm.pages import instant
from crm.people import queries as people
from crm.policy import May
from crm.referrals import actions, queries
from crm.referrals.forms import (
    BY_HAND,
    LATER,
    AcceptForm,
    AdviseForm,
    BookForm,
    BulkForm,
    CloseForm,
    DeclineForm,
    RedirectForm,
    StructureForm,
)
from crm.referrals.models import Referral
from crm.referrals.views.program import form_as_json
from crm.referrals.views.record import answered, bp, list_of
from crm.structures import queries as structures
from crm.structures.models import Platform, Structure

TWICE = timedelta(seconds=10)
"""The same move of the same person within that time is one press too many."""

OFFERED = 6
"""Free slots shown while accepting."""

MINUTES = 45

View = Callable[[Referral], ResponseReturnValue]


def answering(move: str) -> Callable[[View], Callable[[UUID], ResponseReturnValue]]:
    """Open what is answered as the recipient. Two who answer come one after the other; pressed twice is once."""

    def opening(view: View) -> Callable[[UUID], ResponseReturnValue]:
        @wraps(view)
        def open_it(uid: UUID) -> ResponseReturnValue:
            writes = request.method == "POST"
            referral = queries.get(me(), uid, May.ANSWER_REFERRAL, locked=writes)
            if writes and queries.done(me(), referral, move, datetime.now(UTC) - TWICE):
                return answered(referral, "C’était déjà enregistré.")
            return view(referral)

        return open_it

    return opening


def shown(template: str, form: FlaskForm, referral: Referral) -> ResponseReturnValue:
    if scripted():
        return form_as_json(form)
    return render_template(template, form=form, referral=referral), 422 if form.errors else 200


@bp.post("/referrals/<uuid:uid>/acknowledge")
@answering("acknowledge")
def acknowledge(referral: Referral) -> ResponseReturnValue:
    actions.acknowledge(me(), referral, now=datetime.now(UTC))
    return answered(referral, "L’orientation est à l’étude : la structure qui l’a envoyée le voit.")


@bp.route("/referrals/<uuid:uid>/accept", methods=["GET", "POST"])
@answering("accept")
def accept(referral: Referral) -> ResponseReturnValue:
    actor, form, now = me(), AcceptForm(), datetime.now(UTC)
    form.offer(people.colleagues(actor), offers(referral, now))
    if request.method == "GET":
        form.taker.data = actor.user_id
    if form.validate_on_submit():
        with refusals(form):
            taker = db.session.get_one(User, form.taker.data)
            actions.accept(actor, referral, taker, now=now)
            meet(referral, form, taker, now)
            return answered(referral, "L’orientation est acceptée : la structure qui vous l’adressait le sait.")
    return shown("referrals/accept.html", form, referral)


def offers(referral: Referral, now: datetime) -> list[tuple[FreeSlot, str]]:
    wanted = Wanted(structure_id=me().structure_id, person_id=referral.person_id)
    found = appointments.free_slots(me(), wanted, now=now, limit=OFFERED)
    return [(slot, f"{instant(slot.starts_at)}, avec {slot.counsellor}") for slot in found]


def meet(referral: Referral, form: AcceptForm, taker: User, now: datetime) -> None:
    """The first appointment, in the same step as the acceptance."""
    if form.first.data == LATER:
        return
    if form.first.data == BY_HAND:
        actions.book(
            me(),
            referral,
            starts_at=form.starts_at.data,  # type: ignore[arg-type]
            minutes=MINUTES,
            location=form.location.data,
            counsellor=taker,
            now=now,
        )
        return
    opening, _, starts_at = form.first.data.partition(" ")
    slot = appointments.slot_at(me(), UUID(opening), datetime.fromisoformat(starts_at), referral.person, now=now)
    if slot is None:
        raise Refused("Ce créneau vient d’être pris : choisissez-en un autre.")
    actions.book_slot(me(), referral, slot, now=now)


@bp.route("/referrals/<uuid:uid>/advise", methods=["GET", "POST"])
@answering("advise")
def advise(referral: Referral) -> ResponseReturnValue:
    form = AdviseForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.advise(me(), referral, form.text.data or "", now=datetime.now(UTC))
            return answered(
                referral,
                "Votre avis est donné. Ce qui vous avait été transmis est refermé.",
                url_for("referrals.inbox"),
            )
    return shown("referrals/advise.html", form, referral)


@bp.route("/referrals/<uuid:uid>/decline", methods=["GET", "POST"])
@answering("decline")
def decline(referral: Referral) -> ResponseReturnValue:
    form = DeclineForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.decline(me(), referral, form.reason.data, form.text.data or "", now=datetime.now(UTC))
            return answered(
                referral, "La structure qui vous l’adressait connaît votre réponse.", url_for("referrals.inbox")
            )
    return shown("referrals/decline.html", form, referral)


@bp.route("/referrals/<uuid:uid>/redirect", methods=["GET", "POST"], endpoint="redirect")
@answering("redirect")
def pass_on(referral: Referral) -> ResponseReturnValue:
    form = RedirectForm()
    form.offer(queries.recipients(me(), referral.person), queries.platforms(referral.person))
    if form.validate_on_submit():
        kind, _, number = str(form.to.data).partition(":")
        structure = db.session.get_one(Structure, int(number)) if kind == "structure" else None
        platform = db.session.get_one(Platform, int(number)) if kind == "platform" else None
        with refusals(form):
            actions.redirect(me(), referral, structure, platform=platform, now=datetime.now(UTC))
            to = structure.short_name if structure else "la coordination du territoire"
            return answered(referral, f"L’orientation est passée à {to}.", url_for("referrals.inbox"))
    return shown("referrals/redirect.html", form, referral)


@bp.post("/referrals/bulk")
def answer_all() -> ResponseReturnValue:
    """One answer for all the referrals that are ticked; those that somebody answered meanwhile say by whom."""
    form, verb = BulkForm(), request.form.get("verb", "")
    uids = request.form.getlist("uid", type=UUID)
    if not uids:
        form.form_errors.append("Cochez au moins une orientation.")
    elif verb == "decline" and not form.reason.data:
        form.form_errors.append("Choisissez un motif de refus.")
    elif form.validate_on_submit() and verb in ("decline", "acknowledge"):
        said = [one_of_many(uid, verb, form) for uid in uids]
        done, refused = said.count(""), [why for why in said if why]
        flash(" ".join([f"Réponses envoyées : {done}.", *refused]))
        return redirect(url_for("referrals.inbox", box="to_answer"), 303)
    return list_of("to_answer", form), 422


def one_of_many(uid: UUID, verb: str, form: BulkForm) -> str:
    """What kept this one from being answered, or nothing."""
    now = datetime.now(UTC)
    referral = queries.get(me(), uid, May.ANSWER_REFERRAL, locked=True)
    try:
        with db.session.begin_nested():
            if verb == "acknowledge":
                actions.acknowledge(me(), referral, now=now)
            else:
                actions.decline(me(), referral, form.reason.data, form.text.data or "", now=now)
    except Refused as why:
        return str(why)
    return ""


@bp.route("/referrals/<uuid:uid>/assign", methods=["GET", "POST"])
def assign(uid: UUID) -> ResponseReturnValue:
    referral = queries.get(me(), uid, May.ASSIGN_REFERRAL, locked=request.method == "POST")
    form, platform = StructureForm(), me().platform
    form.structure.choices = [(s.id, s.short_name) for s in structures.covering(platform)] if platform else []
    if form.validate_on_submit():
        with refusals(form):
            structure = db.session.get_one(Structure, form.structure.data)
            actions.assign(me(), referral, structure, now=datetime.now(UTC))
            return answered(referral, f"L’orientation est confiée à {structure.short_name}.")
    return shown("referrals/assign.html", form, referral)


@bp.route("/referrals/<uuid:uid>/book", methods=["GET", "POST"])
@answering("book")
def book(referral: Referral) -> ResponseReturnValue:
    form = BookForm()
    form.counsellor.choices = [(user.id, user.name) for user in people.colleagues(me())]
    if request.method == "GET":
        form.counsellor.data = referral.assigned_to_id
    if form.validate_on_submit():
        with refusals(form):
            actions.book(
                me(),
                referral,
                starts_at=form.starts_at.data,  # type: ignore[arg-type]
                minutes=form.minutes.data or 0,
                location=form.location.data,
                counsellor=db.session.get_one(User, form.counsellor.data),
                now=datetime.now(UTC),
            )
            return answered(referral, "Le premier rendez-vous est fixé.")
    return shown("referrals/book.html", form, referral)


@bp.post("/referrals/<uuid:uid>/arrive")
@answering("arrive")
def arrive(referral: Referral) -> ResponseReturnValue:
    actions.arrive(me(), referral, now=datetime.now(UTC))
    return answered(referral, "C’est noté, et la structure qui vous l’adressait le sait.")


@bp.route("/referrals/<uuid:uid>/close", methods=["GET", "POST"])
@answering("close")
def close(referral: Referral) -> ResponseReturnValue:
    form = CloseForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.close(me(), referral, form.outcome.data, now=datetime.now(UTC))
            return answered(referral, "C’est noté, et la structure qui vous l’adressait le sait.")
    return shown("referrals/close.html", form, referral)
