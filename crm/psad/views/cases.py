from datetime import UTC, datetime
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import journal
from crm.accounts.models import User
from crm.auth import me
from crm.codes.dropouts import DropoutState
from crm.db import db
from crm.errors import refusals
from crm.pages import long_date, plural, short_date
from crm.policy import May
from crm.psad import actions, queries
from crm.psad.forms import DecideForm
from crm.psad.models import Decision, Meeting
from crm.psad.queries import Filters
from crm.psad.rules import BANDS
from crm.psad.views.meeting import bp, filters
from crm.structures.models import Structure


@bp.route("/meetings/<uuid:uid>/cases/<uuid:case>", methods=["GET", "POST"])
def decide(uid: UUID, case: UUID) -> ResponseReturnValue:
    """One case before the meeting: who takes it on, and for when."""
    actor, form, now = me(), DecideForm(), datetime.now(UTC)
    meeting = queries.get(actor, uid)
    found = queries.case_of(actor, meeting, case)
    made = queries.decided(meeting).get(found.id)
    form.owner.choices = queries.owners(meeting, found)
    if request.method == "GET":
        form.owner.data = f"{found.structure_id}:{found.owner_id or ''}"
        form.next_on.data, form.words.data = (made.next_on, made.words) if made else (None, "")
    if form.validate_on_submit():
        with refusals(form):
            structure, _, owner = form.owner.data.partition(":")
            actions.decide(
                actor,
                meeting,
                found,
                db.session.get_one(Structure, int(structure)),
                db.session.get_one(User, int(owner)) if owner else None,
                next_on=form.next_on.data,  # type: ignore[arg-type]
                words=form.words.data or "",
                now=now,
            )
            flash("La décision est notée.")
            return redirect(onward(meeting, now), 303)
    name = queries.called(meeting, [found], now)[found.id]
    page = render_template(
        "psad/decide.html", meeting=meeting, case=found, name=name, form=form, made=made, asked=filters()
    )
    return page, 422 if form.errors else 200


def onward(meeting: Meeting, now: datetime) -> str:
    """The next case without a decision of the same list, or the meeting."""
    found = queries.following(meeting, filters(), now) if "next" in request.form else None
    if found:
        return url_for("psad.decide", uid=meeting.uid, case=found.uid, **filters().address)
    return url_for("psad.show", uid=meeting.uid, **filters().address)


@bp.get("/meetings/<uuid:uid>/screen")
def screen(uid: UUID) -> str:
    """To be projected: what every structure present may see, and no more."""
    meeting, asked, now = queries.get(me(), uid, May.READ_MEETING), filters(), datetime.now(UTC)
    found, after = queries.lines(meeting, asked, now, request.args.get("after", ""))
    return render_template(
        "psad/screen.html",
        meeting=meeting,
        asked=asked,
        lines=found,
        grid=queries.grid(meeting, Filters(), now),
        states=DropoutState,
        bands=BANDS,
        apart=queries.set_apart(meeting),
        following=url_for("psad.screen", uid=uid, after=after, **asked.address) if after else None,
    )


@bp.get("/meetings/<uuid:uid>/compte-rendu.pdf")
def minutes(uid: UUID) -> ResponseReturnValue:
    """The minutes, which call people as the screen does."""
    from crm.paper import printed

    meeting, now = queries.get(me(), uid, May.READ_MEETING), datetime.now(UTC)
    journal.record(me(), "psad.read")
    title = f"{meeting.platform.name} : compte rendu"
    subtitle = f"Réunion du {long_date(meeting.held_on)}{', ' + meeting.place if meeting.place else ''}"
    parts = parts_of(meeting, now)
    headers = {"Content-Disposition": "inline; filename=compte-rendu.pdf"}
    return Response(printed(title, subtitle, parts), mimetype="application/pdf", headers=headers)


def parts_of(meeting: Meeting, now: datetime) -> list[tuple[str, list[str]]]:
    """What the minutes say, by titles."""
    made = queries.minutes(meeting, now)
    count = plural(len(made), "décision")
    parts = [
        ("Présents", [seat.structure.short_name for seat in meeting.seats]),
        ("À retenir", [line for line in meeting.words.splitlines() if line.strip()]),
        (count, [told(name, decision) for name, decision in made]),
    ]
    if not meeting.closed_at:
        parts.append(("Brouillon", ["La réunion n’est pas close : ce compte rendu peut encore changer."]))
    return [(title, lines) for title, lines in parts if lines]


def told(name: str, made: Decision) -> str:
    who = f"{made.structure.short_name} ({made.owner.name})" if made.owner else made.structure.short_name
    said = f" {made.words}" if made.words else ""
    return f"{name} : {who}, pour le {short_date(made.next_on)}.{said}"
