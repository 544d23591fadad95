from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from crm import journal
from crm.accounts.models import Membership
from crm.auth import me
from crm.codes.appointments import Channel
from crm.codes.people import StoryKind
from crm.errors import refusals
from crm.people import actions, queries
from crm.people.forms import CreateForm, EditForm, GuardianForm, InformForm, MergeForm, RestrictForm
from crm.people.models import Person
from crm.people.queries import Presence
from crm.people.rules import Event, Search
from crm.policy import May, can, require
from crm.protection import by_user, limiter
from crm.territory.rules import PARIS

bp = Blueprint("people", __name__)

BEST = 8
"""So many answers stand under the box of every page."""

STORY: list[Callable[[Membership, Person], Sequence[Event]]] = []
"""What the areas above tell on a person's timeline; `create_app` lists them."""

PANELS: list[Callable[[Membership, Person], tuple[str, dict[str, Any]]]] = []
"""What they show beside it: a template and its values."""


@bp.get("/people")
def index() -> str:
    actor, text = me(), request.args.get("q", "").strip()
    require(actor, May.CHECK_PRESENCE)
    found = queries.search(actor, text, request.args.get("after", ""))
    known = elsewhere(actor, found.asked)
    return render_template("people/index.html", found=found, known=known, q=text)


@bp.get("/people/suggest")
def suggest() -> str:
    """The best few answers, for the box of every page."""
    actor, text = me(), request.args.get("q", "").strip()
    require(actor, May.CHECK_PRESENCE)
    people = queries.search(actor, text).people[:BEST] if text else []
    return render_template("people/suggest.html", people=people, q=text)


def elsewhere(actor: Membership, asked: Search) -> list[Presence]:
    """Outside the circle, only somebody named exactly, birth date too (T0); each asking is in the journal, and so many
    an hour are enough for honest work."""
    if asked.born_on is None or not asked.names_somebody:
        return []
    with limiter.limit("60/hour", key_func=by_user):
        journal.record(actor, "people.presence")
        return queries.known_as(actor, asked.words, asked.born_on)


@bp.route("/people/new", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
def create() -> ResponseReturnValue:
    actor, form = me(), CreateForm()
    known: list[Presence] = []
    require(actor, May.CREATE_PERSON)
    if form.validate_on_submit():
        values = form.values()
        asked = "|".join(str(values[name]) for name in ("given_name", "family_name", "born_on"))
        known = queries.likely(actor, values)
        if known and form.checked.data != asked:
            journal.record(actor, "people.presence")
            form.checked.data = asked
            return render_template("people/create.html", form=form, known=known)
        with refusals(form):
            person = actions.create(actor, values, now=datetime.now(UTC))
            flash(f"Le dossier de {person.name} est ouvert.")
            return redirect(url_for("people.show", uid=person.uid), 303)
    return render_template("people/create.html", form=form, known=known), 422 if form.errors else 200


@bp.get("/people/<uuid:uid>")
def show(uid: UUID) -> ResponseReturnValue:
    actor = me()
    person = queries.get(actor, uid, May.READ_IDENTITY)
    if person.uid != uid:
        return redirect(url_for("people.show", uid=person.uid))
    journal.record(actor, "people.show", person)
    events = sorted((event for tell in STORY for event in tell(actor, person)), key=lambda e: e.at, reverse=True)
    shown = request.args.get("show", "")
    panels = [panel(actor, person) for panel in PANELS]
    return render_template(
        "people/show.html",
        person=person,
        events=[event for event in events if shown in ("", event.kind)],
        kinds=[kind for kind in StoryKind if any(event.kind is kind for event in events)],
        shown=shown,
        to_confirm=person.to_confirm(datetime.now(PARIS).date()),
        panels=panels,
        circle=queries.circle(person),
        full=can(actor, May.READ_PERSON, person),
        may_restrict=can(actor, May.RESTRICT, person),
    )


@bp.route("/people/<uuid:uid>/edit", methods=["GET", "POST"])
def edit(uid: UUID) -> ResponseReturnValue:
    actor = me()
    person = queries.get(actor, uid, May.EDIT_PERSON)
    form = EditForm(obj=person)
    if form.validate_on_submit():
        with refusals(form):
            actions.edit(actor, person, form.values(), version=form.version.data or 0, now=datetime.now(UTC))
            flash("Les changements sont enregistrés.")
            return redirect(url_for("people.show", uid=uid), 303)
    return render_template("people/edit.html", form=form, person=person), 422 if form.errors else 200


@bp.post("/people/<uuid:uid>/confirm")
def confirm(uid: UUID) -> ResponseReturnValue:
    person = queries.get(me(), uid, May.EDIT_PERSON)
    actions.confirm(me(), person, now=datetime.now(UTC))
    flash("C’est noté : ces informations sont à jour.")
    return redirect(url_for("people.show", uid=uid), 303)


@bp.route("/people/<uuid:uid>/inform", methods=["GET", "POST"])
def inform(uid: UUID) -> ResponseReturnValue:
    person, form = queries.get(me(), uid, May.EDIT_PERSON), InformForm()
    if form.validate_on_submit():
        actions.inform(me(), person, form.channel.data, to_guardian=bool(form.to_guardian.data), now=datetime.now(UTC))
        flash("L’information donnée est enregistrée.")
        return redirect(url_for("people.show", uid=uid), 303)
    return render_template("people/inform.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/people/<uuid:uid>/guardians/new", methods=["GET", "POST"])
def add_guardian(uid: UUID) -> ResponseReturnValue:
    person, form = queries.get(me(), uid, May.EDIT_PERSON), GuardianForm()
    if form.validate_on_submit():
        actions.add_guardian(me(), person, form.values(), now=datetime.now(UTC))
        flash("Le représentant légal est enregistré.")
        return redirect(url_for("people.show", uid=uid), 303)
    return render_template("people/add_guardian.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/guardians/<uuid:uid>", methods=["GET", "POST"])
def edit_guardian(uid: UUID) -> ResponseReturnValue:
    guardian, person = queries.guardian(me(), uid)
    form = GuardianForm(obj=guardian)
    if form.validate_on_submit():
        actions.edit_guardian(me(), person, guardian, form.values(), now=datetime.now(UTC))
        flash("Le représentant légal est à jour.")
        return redirect(url_for("people.show", uid=person.uid), 303)
    page = render_template("people/edit_guardian.html", form=form, person=person, guardian=guardian)
    return page, 422 if form.errors else 200


@bp.post("/guardians/<uuid:uid>/remove")
def remove_guardian(uid: UUID) -> ResponseReturnValue:
    guardian, person = queries.guardian(me(), uid)
    actions.remove_guardian(me(), person, guardian)
    flash("Le représentant légal est retiré.")
    return redirect(url_for("people.show", uid=person.uid), 303)


@bp.post("/contacts/<uuid:uid>/adopt")
def adopt_contact(uid: UUID) -> ResponseReturnValue:
    further = queries.further_contact(me(), uid)
    person = further.person
    actions.adopt_contact(me(), further, now=datetime.now(UTC))
    flash("C’est noté : les messages partiront là désormais.")
    return redirect(url_for("people.show", uid=person.uid), 303)


@bp.post("/contacts/<uuid:uid>/remove")
def remove_contact(uid: UUID) -> ResponseReturnValue:
    further = queries.further_contact(me(), uid)
    person = further.person
    actions.remove_contact(me(), further)
    flash("C’est retiré.")
    return redirect(url_for("people.show", uid=person.uid), 303)


@bp.post("/people/<uuid:uid>/no-guardian")
def excuse_guardian(uid: UUID) -> ResponseReturnValue:
    person = queries.get(me(), uid, May.EDIT_PERSON)
    actions.excuse_guardian(me(), person, request.form.get("reason", "").strip()[:500])
    flash("C’est noté.")
    return redirect(url_for("people.show", uid=uid), 303)


@bp.post("/people/<uuid:uid>/opt-out")
def opt_out(uid: UUID) -> ResponseReturnValue:
    actions.opt_out(me(), queries.get(me(), uid, May.EDIT_PERSON), channel_asked(), now=datetime.now(UTC))
    flash("C’est noté : plus rien ne part par ce canal, et ce qui attendait est retenu.")
    return redirect(url_for("people.show", uid=uid), 303)


@bp.post("/people/<uuid:uid>/opt-in")
def opt_in(uid: UUID) -> ResponseReturnValue:
    actions.opt_in(me(), queries.get(me(), uid, May.EDIT_PERSON), channel_asked(), now=datetime.now(UTC))
    flash("C’est noté : les prochains messages partiront aussi par ce canal.")
    return redirect(url_for("people.show", uid=uid), 303)


def channel_asked() -> Channel:
    if (asked := request.form.get("channel", "")) not in list(Channel):
        raise NotFound
    return Channel(asked)


@bp.route("/people/<uuid:uid>/restrict", methods=["GET", "POST"])
def restrict(uid: UUID) -> ResponseReturnValue:
    actor = me()
    person = queries.get(actor, uid, May.RESTRICT)
    named = {reader.user_id: reader.user.name for reader in person.named_readers}
    here = {user.id: user.name for user in queries.colleagues(actor)}
    form = RestrictForm(users=[user_id for user_id in here if user_id in named])
    form.users.choices = [(user_id, name) for user_id, name in here.items() if user_id != actor.user_id]
    if form.validate_on_submit():
        actions.restrict(actor, person, form.users.data or [])
        flash("L’accès est restreint : ce dossier ne s’ouvre plus qu’aux personnes nommées.")
        return redirect(url_for("people.show", uid=uid), 303)
    elsewhere = sorted(name for user_id, name in named.items() if user_id not in here)
    page = render_template("people/restrict.html", form=form, person=person, elsewhere=elsewhere)
    return page, 422 if form.errors else 200


@bp.post("/people/<uuid:uid>/open-up")
def open_up(uid: UUID) -> ResponseReturnValue:
    actions.open_up(me(), queries.get(me(), uid, May.RESTRICT))
    flash("Le dossier s’ouvre de nouveau à toutes les structures qui suivent ce jeune.")
    return redirect(url_for("people.show", uid=uid), 303)


@bp.get("/people/<uuid:uid>/readers")
def readers(uid: UUID) -> str:
    """Who has read this file, and what was sent: a person may ask for it at any time."""
    actor = me()
    person = queries.get(actor, uid)
    journal.record(actor, "people.readers", person)
    sent = queries.messages(actor, person)
    return render_template("people/readers.html", person=person, readers=queries.readers(person), messages=sent)


@bp.get("/people/duplicates")
def duplicates() -> str:
    actor, now = me(), datetime.now(UTC)
    require(actor, May.CHECK_PRESENCE)
    pairs = queries.duplicates(actor, request.args.get("after", ""))
    page, more = pairs[: queries.PAGE], len(pairs) > queries.PAGE
    return render_template(
        "people/duplicates.html",
        pairs=page,
        after=f"{page[-1].probability!r}|{page[-1].id}" if more else "",
        count=queries.duplicate_count(actor),
        merges=queries.merges(actor, now - actions.UNDOABLE),
    )


@bp.route("/people/duplicates/<uuid:uid>", methods=["GET", "POST"])
def merge(uid: UUID) -> ResponseReturnValue:
    actor = me()
    pair = queries.pair(actor, uid)
    form = MergeForm(pair.a, pair.b, whole=can(actor, May.READ_PERSON, pair.a))
    for file in (pair.a, pair.b):
        journal.record(actor, "people.compare", file)
    if form.validate_on_submit():
        with refusals(form):
            actions.merge(actor, pair, form.values(), now=datetime.now(UTC))
            flash("Les deux dossiers n’en font plus qu’un. Vous pouvez annuler pendant 30 jours.")
            return redirect(url_for("people.duplicates"), 303)
    return render_template("people/merge.html", form=form, pair=pair), 422 if form.errors else 200


@bp.post("/people/duplicates/<uuid:uid>/apart")
def tell_apart(uid: UUID) -> ResponseReturnValue:
    actions.tell_apart(me(), queries.pair(me(), uid), now=datetime.now(UTC))
    flash("C’est noté : ce sont deux personnes. On ne vous le demandera plus.")
    return redirect(url_for("people.duplicates"), 303)


@bp.post("/people/merges/<uuid:uid>/undo")
def undo_merge(uid: UUID) -> ResponseReturnValue:
    done = queries.undoable(me(), uid)
    actions.undo_merge(me(), done, now=datetime.now(UTC))
    flash("La fusion est annulée : les deux dossiers sont comme avant.")
    return redirect(url_for("people.duplicates"), 303)
