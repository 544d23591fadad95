"""Who came, by how the slot was set."""

from datetime import date, datetime, timedelta

from flask import render_template, request

from crm.appointments import queries, rules
from crm.appointments.views.agenda import bp
from crm.auth import me
from crm.pages import now
from crm.territory.rules import PARIS

PERIODS = {"30": "30 jours", "90": "3 mois", "365": "12 mois"}


@bp.get("/agenda/statistics")
def statistics() -> str:
    days = request.args.get("days", "")
    days = days if days in PERIODS else "90"
    today: date = datetime.now(PARIS).date()
    first = today - timedelta(days=int(days))
    tallies = queries.attendance(me(), first, today + timedelta(days=1), now())
    return render_template(
        "appointments/statistics.html",
        tallies=tallies,
        total=rules.together(tallies),
        first=first,
        days=days,
        periods=PERIODS,
    )
