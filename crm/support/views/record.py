import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from crm.auth import me
from crm.errors import refusals
from crm.people import queries as people
from crm.people.models import Person
from crm.policy import May
from crm.protection import by_user, limiter
from crm.support import actions, queries
from crm.support.forms import (
    BarrierForm,
    CloseForm,
    ContactForm,
    EditNoteForm,
    NoteForm,
    PlanForm,
    SituationForm,
    WordsForm,
)
from crm.support.rules import Finding, lint
from crm.territory.rules import PARIS

bp = Blueprint("support", __name__)


def saved(person: Person, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("people.show", uid=person.uid), 303)


@bp.route("/people/<uuid:uid>/contacts/new", methods=["GET", "POST"])
def contact(uid: UUID) -> ResponseReturnValue:
    person, form, now = people.get(me(), uid, May.WRITE_SUPPORT), ContactForm(), datetime.now(UTC)
    if request.method == "GET":
        form.happened_at.data = now.astimezone(PARIS).replace(second=0, microsecond=0)
    doubts = second_look(form, form.summary.data)
    if form.validate_on_submit() and (form.kept.data or not doubts):
        with refusals(form):
            actions.log_contact(
                me(),
                person,
                type=form.type.data,
                happened_at=form.happened_at.data or now,
                minutes=form.minutes.data,
                themes=form.themes.data or [],
                summary=form.summary.data or "",
                next_step=form.next_step.data or "",
                next_step_on=form.next_step_on.data,
                situation=form.situation.data,
                now=now,
            )
            return saved(person, "Le contact est noté.")
    draft = queries.draft(me(), person, "contact")
    page = render_template("support/contact.html", form=form, person=person, doubts=doubts, draft=draft)
    return page, 422 if form.errors or doubts else 200


@bp.route("/people/<uuid:uid>/notes/new", methods=["GET", "POST"])
def note(uid: UUID) -> ResponseReturnValue:
    person, form = people.get(me(), uid, May.WRITE_SUPPORT), NoteForm()
    doubts = second_look(form, form.text.data)
    if form.validate_on_submit() and (form.kept.data or not doubts):
        with refusals(form):
            actions.note(me(), person, form.audience.data, form.text.data or "")
            return saved(person, "La note est enregistrée.")
    draft = queries.draft(me(), person, "note")
    page = render_template("support/note.html", form=form, person=person, doubts=doubts, draft=draft)
    return page, 422 if form.errors or doubts else 200


def second_look(form: WordsForm, text: str | None, known: str = "") -> list[Finding]:
    """Words sent that had better not stand there; those that already did are not asked about again."""
    return lint(text or "", known) if form.is_submitted() else []


@bp.post("/people/<uuid:uid>/doubts")
def doubts(uid: UUID) -> str:
    """The same, while somebody types."""
    people.get(me(), uid, May.WRITE_SUPPORT)
    text = request.form.get("text") or request.form.get("summary", "")
    note = request.args.get("note", type=UUID)
    known = queries.note(me(), note).text if note else ""
    return render_template("support/_doubts.html", doubts=lint(text, known))


@bp.route("/notes/<uuid:uid>", methods=["GET", "POST"])
def edit_note(uid: UUID) -> ResponseReturnValue:
    actor, note, now = me(), queries.note(me(), uid), datetime.now(UTC)
    form = EditNoteForm(obj=note)
    doubts = second_look(form, form.text.data, known=note.text)
    if form.validate_on_submit() and (form.kept.data or not doubts):
        with refusals(form):
            actions.edit_note(actor, note, form.text.data or "", version=form.version.data or 0, now=now)
            return saved(note.person, "La note est enregistrée.")
    theirs = note.text if form.version.data != note.version else ""
    form.version.raw_data, form.version.data = None, note.version
    draft = queries.draft(actor, note.person, f"note-{uid}")
    other = queries.also_editing(actor, note, now)
    page = render_template(
        "support/edit_note.html", form=form, note=note, doubts=doubts, draft=draft, other=other, theirs=theirs
    )
    return page, 422 if form.errors or doubts else 200


@bp.post("/people/<uuid:uid>/drafts/<kind>")
@limiter.limit("120/minute", key_func=by_user)
def keep_draft(uid: UUID, kind: str) -> ResponseReturnValue:
    """What app.js sends while somebody types: each field's values."""
    person, values = people.get(me(), uid, May.WRITE_SUPPORT), request.get_json()
    known = DRAFT.fullmatch(kind)
    if not known or not is_draft(values):
        raise BadRequest
    if known["note"] and queries.note(me(), UUID(known["note"])).person_id != person.id:
        raise NotFound
    actions.keep_draft(me(), person, kind, values, now=datetime.now(UTC))
    return "", 204


DRAFT = re.compile(r"contact|note(-(?P<note>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}))?")


def is_draft(values: Any) -> bool:
    """A few fields of a form, each with the texts it holds."""
    return (
        isinstance(values, dict)
        and len(str(values)) < 40_000
        and all(isinstance(texts, list) and all(isinstance(t, str) for t in texts) for texts in values.values())
    )


@bp.route("/people/<uuid:uid>/situations/new", methods=["GET", "POST"])
def situate(uid: UUID) -> ResponseReturnValue:
    person, form, now = people.get(me(), uid, May.WRITE_SUPPORT), SituationForm(), datetime.now(UTC)
    if form.validate_on_submit():
        with refusals(form):
            actions.situate(
                me(),
                person,
                category=form.category.data,
                contract=form.contract.data,
                started_on=form.started_on.data or now.date(),
                ended_on=form.ended_on.data,
                now=now,
            )
            return saved(person, "La situation est enregistrée.")
    return render_template("support/situate.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/people/<uuid:uid>/barriers/new", methods=["GET", "POST"])
def weigh(uid: UUID) -> ResponseReturnValue:
    person, form = people.get(me(), uid, May.WRITE_SUPPORT), BarrierForm()
    if form.validate_on_submit():
        actions.weigh(me(), person, form.theme.data, form.severity.data, now=datetime.now(UTC))
        return saved(person, "Le frein est noté.")
    return render_template("support/weigh.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/episodes/<uuid:uid>/plan", methods=["GET", "POST"])
def plan(uid: UUID) -> ResponseReturnValue:
    episode, now = queries.episode(me(), uid), datetime.now(UTC)
    form = PlanForm(obj=episode)
    if form.validate_on_submit():
        with refusals(form):
            on = form.next_step_on.data or now.date()
            actions.plan(me(), episode, form.next_step.data or "", on, now=now)
            return saved(episode.person, "La prochaine étape est notée.")
    return render_template("support/plan.html", form=form, person=episode.person), 422 if form.errors else 200


@bp.route("/episodes/<uuid:uid>/close", methods=["GET", "POST"])
def close(uid: UUID) -> ResponseReturnValue:
    episode, form = queries.episode(me(), uid), CloseForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.close(me(), episode, form.reason.data, now=datetime.now(UTC))
            flash("L’accompagnement est clos.")
            return redirect(url_for("people.index"), 303)
    return render_template("support/close.html", form=form, person=episode.person), 422 if form.errors else 200
