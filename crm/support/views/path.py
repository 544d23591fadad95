from datetime import UTC, datetime
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from crm import journal
from crm.auth import me
from crm.codes.support import PathKind, PathState
from crm.errors import refusals
from crm.pages import long_date, phone, short_date
from crm.people import queries as people
from crm.people.models import Person
from crm.people.queries import Follower
from crm.policy import May
from crm.support import actions, queries
from crm.support.forms import (
    ExploreForm,
    PathForm,
)
from crm.support.models import PathItem, SupportEpisode
from crm.support.rules import ANSWERS
from crm.support.views.record import bp
from crm.territory.rules import PARIS


@bp.route("/people/<uuid:uid>/path", methods=["GET", "POST"])
def path(uid: UUID) -> ResponseReturnValue:
    """Requests, proposals, steps and trades of a person; a line is added by the form at its top."""
    person, form = people.get(me(), uid, May.WRITE_SUPPORT), PathForm()
    if form.validate_on_submit():
        with refusals(form):
            theme, due_on = form.theme.data or None, form.due_on.data
            text, now = form.text.data or "", datetime.now(UTC)
            actions.add_path(me(), person, form.kind.data, text, theme=theme, due_on=due_on, now=now)
            flash("C’est noté.")
            return redirect(url_for("support.path", uid=uid), 303)
    text = request.args.get("metier", "")
    page = render_template(
        "support/path.html",
        form=form,
        explore=ExploreForm(),
        person=person,
        lines=queries.path(person),
        answers=ANSWERS,
        explored=queries.explored(person),
        barriers=queries.barriers(person),
        situations=queries.situations(person),
        trades=queries.trades(text),
        text=text,
    )
    return page, 422 if form.errors else 200


@bp.post("/path/<uuid:uid>")
def settle_path(uid: UUID) -> ResponseReturnValue:
    item, state = queries.path_item(me(), uid), request.form.get("state", "")
    if state not in set(PathState):
        raise BadRequest
    actions.settle_path(me(), item, PathState(state), now=datetime.now(UTC))
    return redirect(url_for("support.path", uid=item.person.uid), 303)


@bp.post("/people/<uuid:uid>/trades")
def explore(uid: UUID) -> ResponseReturnValue:
    person, form = people.get(me(), uid, May.WRITE_SUPPORT), ExploreForm()
    if form.validate_on_submit():
        trade = queries.trade(form.trade.data or 0)
        actions.explore(me(), person, trade, form.how.data, form.interest.data, now=datetime.now(UTC))
        flash(f"« {trade.label} » est parmi les métiers explorés.")
    else:
        flash("Choisissez un métier dans la liste.", "warning")
    return redirect(url_for("support.path", uid=uid), 303)


@bp.post("/barriers/<int:number>/recheck")
def recheck(number: int) -> ResponseReturnValue:
    barrier, person = queries.barrier(me(), number)
    actions.recheck(me(), barrier, person, now=datetime.now(UTC))
    return redirect(url_for("support.path", uid=person.uid), 303)


@bp.get("/people/<uuid:uid>/summary")
def summary(uid: UUID) -> str:
    """One page to print: for a colleague, or for the person."""
    person, theirs = people.get(me(), uid), request.args.get("for") == "person"
    journal.record(me(), "support.summary", person)
    return render_template("support/summary.html", person=person, parts=parts_of(person, theirs), theirs=theirs)


@bp.get("/people/<uuid:uid>/summary.pdf")
def summary_pdf(uid: UUID) -> ResponseReturnValue:
    from crm.paper import printed

    person, theirs = people.get(me(), uid), request.args.get("for") == "person"
    journal.record(me(), "support.summary", person)
    title = "Mon parcours" if theirs else "Résumé du dossier"
    content = printed(title, f"{person.full_name}, le {long_date(datetime.now(PARIS))}", parts_of(person, theirs))
    headers = {"Content-Disposition": "inline; filename=resume.pdf"}
    return Response(content, mimetype="application/pdf", headers=headers)


def parts_of(person: Person, theirs: bool) -> list[tuple[str, list[str]]]:
    """What the summary says, by titles; the person's own copy speaks to them."""
    lines = queries.path(person)
    parts = [
        ("Qui m’accompagne" if theirs else "Qui suit ce jeune", [*map(followed, queries.episodes(person))]),
        *([] if theirs else [("Les structures du cercle", [*map(circled, people.circle(person))])]),
        *([] if theirs else [("Situation", state_of(person))]),
        ("Ce que je demande" if theirs else "Ce que le jeune demande", [*map(said, lines[PathKind.REQUEST])]),
        ("Ce qui m’est proposé" if theirs else "Ce qui lui est proposé", [*map(said, lines[PathKind.PROPOSAL])]),
        ("Ce qui est convenu", [*map(said, lines[PathKind.STEP])]),
        ("Métiers explorés", [line.trade.label for line in queries.explored(person)]),
    ]
    return [(title, told) for title, told in parts if told]


def followed(episode: SupportEpisode) -> str:
    at = f", {phone(episode.structure.phone)}" if episode.structure.phone else ""
    due = f", le {short_date(episode.next_step_on)}" if episode.next_step_on else ""
    return f"{episode.referent.name}, {episode.structure.short_name}{at}. {episode.next_step or 'Prochaine étape'}{due}"


def circled(line: Follower) -> str:
    return f"{line.name} : {', '.join(line.reasons).lower()}, depuis le {short_date(line.since)}"


def state_of(person: Person) -> list[str]:
    barriers = ", ".join(barrier.theme.label for barrier in queries.barriers(person))
    told = {
        "Naissance": short_date(person.born_on),
        "Commune": person.commune.name if person.commune else "",
        "Téléphone": phone(person.phone) if person.phone else "",
        "Diplôme": person.education_level.label,
        "Aujourd’hui": ", ".join(situation.category.label for situation in queries.situations(person)),
        "Ce qui freine": barriers,
    }
    return [f"{label} : {value}" for label, value in told.items() if value]


def said(line: PathItem) -> str:
    if line.state is not PathState.OPEN:
        return f"{line.text} ({line.state.label.lower()})"
    return f"{line.text}, pour le {short_date(line.due_on)}" if line.due_on else line.text
