from datetime import UTC, date, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.auth import me
from crm.codes.dropouts import DropoutState
from crm.dropouts.rules import OPEN
from crm.errors import refusals
from crm.policy import May, can, require
from crm.psad import actions, queries
from crm.psad.forms import MinutesForm, PlanForm, PrepareForm
from crm.psad.models import Meeting
from crm.psad.queries import Filters
from crm.psad.rules import BANDS
from crm.structures import queries as structures
from crm.structures.models import Platform
from crm.territory.rules import PARIS

bp = Blueprint("psad", __name__)


def filters() -> Filters:
    """Read the address; whatever it cannot mean is left out."""
    asked = request.args
    state, band = asked.get("state", ""), next((one for one in BANDS if one.name == asked.get("band")), None)
    return Filters(DropoutState(state) if state in set(OPEN) else None, asked.get("structure", type=UUID), band)


@bp.get("/meetings")
def index() -> str:
    return render_template(
        "psad/index.html", meetings=queries.meetings(me()), may_plan=can(me(), May.PLAN_MEETING), today=today()
    )


@bp.route("/meetings/new", methods=["GET", "POST"])
def plan() -> ResponseReturnValue:
    actor, form = me(), PlanForm()
    require(actor, May.PLAN_MEETING)
    assert actor.platform
    form.present.choices = offered(actor.platform)
    if request.method == "GET" and (last := queries.held_before(actor.platform.id, today())):
        form.place.data, form.present.data = last.place, [seat.structure_id for seat in last.seats]
    if form.validate_on_submit():
        with refusals(form):
            held_on, place = form.held_on.data, form.place.data or ""
            meeting = actions.plan(actor, held_on, place, form.present.data or [], now=datetime.now(UTC))  # type: ignore[arg-type]
            flash("La réunion est prévue.")
            return redirect(url_for("psad.show", uid=meeting.uid), 303)
    return render_template("psad/plan.html", form=form, meeting=None), 422 if form.errors else 200


@bp.get("/meetings/<uuid:uid>")
def show(uid: UUID) -> str:
    return render_template("psad/show.html", **page_of(queries.get(me(), uid), MinutesForm()))


def page_of(meeting: Meeting, form: MinutesForm) -> dict[str, object]:
    asked, now = filters(), datetime.now(UTC)
    if request.method == "GET":
        form.words.data = meeting.words
    found, after = queries.lines(meeting, asked, now, request.args.get("after", ""))
    return {
        "meeting": meeting,
        "form": form,
        "asked": asked,
        "lines": found,
        "grid": queries.grid(meeting, asked, now),
        "states": [state for state in DropoutState if state in OPEN],
        "bands": BANDS,
        "structures": structures.covering(meeting.platform),
        "decisions": queries.decisions(meeting),
        "apart": queries.set_apart(meeting),
        "begun": meeting.held_on <= today(),
        "following": url_for("psad.show", uid=meeting.uid, after=after, **asked.address) if after else None,
    }


@bp.route("/meetings/<uuid:uid>/prepare", methods=["GET", "POST"])
def prepare(uid: UUID) -> ResponseReturnValue:
    meeting = queries.get(me(), uid)
    form = PrepareForm(place=meeting.place, present=[seat.structure_id for seat in meeting.seats])
    form.present.choices = offered(meeting.platform)
    if form.validate_on_submit():
        with refusals(form):
            actions.prepare(me(), meeting, form.place.data or "", form.present.data or [])
            flash("C’est noté : l’écran montre ce que ces structures peuvent toutes voir.")
            return redirect(url_for("psad.show", uid=uid), 303)
    return render_template("psad/plan.html", form=form, meeting=meeting), 422 if form.errors else 200


@bp.post("/meetings/<uuid:uid>/minutes")
def write(uid: UUID) -> ResponseReturnValue:
    """Keep the words of the minutes, and close the meeting if asked."""
    meeting, form = queries.get(me(), uid), MinutesForm()
    if form.validate_on_submit():
        with refusals(form):
            actions.write(me(), meeting, form.words.data or "")
            if "close" in request.form:
                actions.close(me(), meeting, now=datetime.now(UTC))
            flash("La réunion est close : son compte rendu est prêt." if meeting.closed_at else "C’est enregistré.")
            return redirect(url_for("psad.show", uid=uid), 303)
    return render_template("psad/show.html", **page_of(meeting, form)), 422


def offered(platform: Platform) -> list[tuple[int, str]]:
    return [(one.id, one.short_name) for one in structures.covering(platform)]


def today() -> date:
    return datetime.now(PARIS).date()
