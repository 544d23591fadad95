"""The agenda."""

from datetime import date, datetime, timedelta

from flask import Blueprint, render_template, request

from crm.appointments import queries, rules
from crm.auth import me
from crm.territory.rules import PARIS, public_holiday, school_holiday

bp = Blueprint("appointments", __name__)


def chosen_day() -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return datetime.now(PARIS).date()


@bp.get("/agenda")
def agenda() -> str:
    actor, day = me(), chosen_day()
    by_day, whole = request.args.get("view") == "day", request.args.get("who") == "structure"
    days = [day] if by_day else rules.week_of(day)
    found = queries.agenda(actor, days[0], days[-1], None if whole else actor.user_id)
    columns = [(d, [a for a in found if a.starts_at.astimezone(PARIS).date() == d]) for d in days]
    return render_template(
        "appointments/agenda.html",
        columns=columns,
        day=day,
        step=timedelta(days=1 if by_day else 7),
        by_day=by_day,
        whole=whole,
        public_holiday=public_holiday,
        school_holiday=school_holiday,
    )
