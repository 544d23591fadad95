"""Opening hours, absences, rooms and journeys of the structure."""

from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound

from crm.appointments import actions, queries
from crm.appointments.forms import WEEKDAYS, AbsenceForm, OpenForm, RoomForm, TravelForm, offer_places
from crm.appointments.models import Opening, Room
from crm.appointments.views.agenda import bp
from crm.auth import me
from crm.errors import refusals
from crm.people import queries as people
from crm.policy import May, can, require
from crm.territory.rules import PARIS


def back(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".hours"), 303)


def edits_all() -> bool:
    """May this actor change everybody’s hours?"""
    return can(me(), May.EDIT_ROOM, Room(structure_id=me().structure_id))


@bp.get("/agenda/hours")
def hours() -> str:
    actor, now = me(), datetime.now(UTC)
    openings, absences = queries.openings(actor, now.astimezone(PARIS).date()), queries.coming_absences(actor, now)
    return render_template(
        "appointments/hours.html",
        openings=[(name, list(lines)) for name, lines in groupby(openings, owner)],
        absences=absences,
        rooms=queries.rooms(actor),
        travels=queries.travels(actor),
        weekdays=dict(WEEKDAYS),
        mine={one.id for one in openings if can(actor, May.EDIT_OPENING, one)},
        my_absences={one.id for one in absences if can(actor, May.EDIT_ABSENCE, one)},
        manager=edits_all(),
    )


def owner(opening: Opening) -> str:
    return opening.counsellor.name if opening.counsellor else f"Salle {opening.room.name if opening.room else ''}"


def form_page(form: FlaskForm, template: str) -> ResponseReturnValue:
    return render_template(template, form=form), 422 if form.errors else 200


@bp.route("/agenda/hours/new", methods=["GET", "POST"])
def open_hours() -> ResponseReturnValue:
    actor, form = me(), OpenForm()
    rooms = queries.rooms(actor)
    users = [user for user in people.colleagues(actor) if edits_all() or user.id == actor.user_id]
    form.who.choices = [(str(user.id), user.name) for user in users]
    if edits_all():
        form.who.choices.append(("", "La salle seule, sans personne"))
    offer_places(actor, rooms, form.site, form.room)
    if request.method == "GET":
        form.who.data, form.valid_from.data = str(actor.user_id), datetime.now(PARIS).date()
    if form.validate_on_submit():
        counsellor_id = int(form.who.data) if form.who.data else None
        if counsellor_id is None and form.room.data is None:
            form.room.errors = ["Choisissez la salle."]
            return form_page(form, "appointments/open_hours.html")
        with refusals(form):
            actions.open_hours(actor, form.weekdays.data or [], {"counsellor_id": counsellor_id, **form.values()})
            return back("Ces horaires sont ouverts : leurs créneaux se proposent dès maintenant.")
    return form_page(form, "appointments/open_hours.html")


@bp.post("/agenda/hours/<uuid:uid>/stop")
def stop_hours(uid: UUID) -> ResponseReturnValue:
    actions.stop_hours(me(), queries.opening(me(), uid), today=datetime.now(PARIS).date())
    return back("Ces horaires sont fermés. Les rendez-vous déjà pris restent.")


@bp.route("/agenda/absences/new", methods=["GET", "POST"])
def be_away() -> ResponseReturnValue:
    actor, form = me(), AbsenceForm()
    users = [user for user in people.colleagues(actor) if edits_all() or user.id == actor.user_id]
    form.who.choices = [(user.id, user.name) for user in users]
    if edits_all():
        form.who.choices.append(("", "Toute la structure"))
    if request.method == "GET":
        form.who.data = actor.user_id
    if form.validate_on_submit():
        with refusals(form):
            absence = actions.be_away(actor, form.who.data, form.starts_at.data, form.ends_at.data)  # type: ignore[arg-type]
            count = queries.in_the_way(actor, absence)
            return back(f"L’absence est notée : plus aucun créneau ne se propose.{to_move(count)}")
    return form_page(form, "appointments/be_away.html")


def to_move(count: int) -> str:
    if count == 0:
        return ""
    planned = "1 rendez-vous est prévu" if count == 1 else f"{count} rendez-vous sont prévus"
    return f" {planned} pendant ce temps : pensez à déplacer ce qui doit l’être."


@bp.post("/agenda/absences/<uuid:uid>/remove")
def come_back(uid: UUID) -> ResponseReturnValue:
    actions.come_back(me(), queries.absence(me(), uid))
    return back("L’absence est retirée : les créneaux se proposent de nouveau.")


@bp.route("/agenda/rooms/new", methods=["GET", "POST"])
def furnish() -> ResponseReturnValue:
    require(me(), May.EDIT_ROOM, Room(structure_id=me().structure_id))
    form = RoomForm()
    offer_places(me(), (), form.site)
    if form.validate_on_submit():
        with refusals(form):
            actions.furnish(me(), form.name.data or "", form.seats.data or 0, form.site.data)
            return back("La salle peut être réservée.")
    return form_page(form, "appointments/furnish.html")


@bp.route("/agenda/travel", methods=["GET", "POST"])
def keep_travel() -> ResponseReturnValue:
    actor, form = me(), TravelForm()
    require(actor, May.EDIT_ROOM, Room(structure_id=actor.structure_id))
    sites = {site.id: site for site in (actor.structure.sites if actor.structure else [])}
    if len(sites) < 2:
        raise NotFound
    form.one.choices = form.other.choices = [(site.id, site.name) for site in sites.values()]
    if form.validate_on_submit():
        with refusals(form):
            actions.keep_travel(actor, sites[form.one.data], sites[form.other.data], form.minutes.data or 0)
            return back("Ce temps de trajet reste libre entre deux rendez-vous.")
    return form_page(form, "appointments/keep_travel.html")
