"""The calendar on a counsellor's telephone: its secret address, and the page where it is made and revoked."""

from datetime import UTC, datetime

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.appointments import actions, queries
from crm.appointments.views.agenda import bp
from crm.auth import me
from crm.protection import limiter, of_link

FRESH = 300
"""Seconds for which a calendar need not ask again."""


@bp.get("/calendars/<token>.ics")
@limiter.limit("300/minute")
@limiter.limit("30/minute", key_func=of_link)
def feed(token: str) -> ResponseReturnValue:
    answer = make_response(queries.calendar(queries.feed(token), datetime.now(UTC)))
    answer.mimetype = "text/calendar"
    answer.cache_control.private, answer.cache_control.max_age = True, FRESH
    answer.add_etag()
    return answer.make_conditional(request)


@bp.route("/profile/calendar", methods=["GET", "POST"])
def subscribe() -> ResponseReturnValue:
    user, address = me().user, None
    if request.method == "POST":
        token = actions.open_feed(user, initials=request.form.get("titles") != "bare", now=datetime.now(UTC))
        address = current_app.config["PUBLIC_URL"] + url_for("appointments.feed", token=token)
    return render_template("appointments/subscribe.html", feed=queries.own_feed(user), address=address)


@bp.post("/profile/calendar/end")
def unsubscribe() -> ResponseReturnValue:
    actions.close_feed(me().user)
    flash("L’adresse ne donne plus rien : votre téléphone cessera d’afficher ces rendez-vous.")
    return redirect(url_for("appointments.subscribe"), 303)
