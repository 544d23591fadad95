from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.auth import me
from crm.codes.structures import Role
from crm.policy import May, require
from crm.today import queries

bp = Blueprint("today", __name__)

FIRST_PAGES = {
    Role.COUNSELLOR: "today.show",
    Role.STRUCTURE_MANAGER: "today.show",
    Role.PSAD_COORDINATOR: "today.show",
    Role.REGIONAL_ANALYST: "reports.index",
    Role.DPO: "reports.index",
    Role.PLATFORM_ADMIN: "accounts.index",
}


@bp.get("/")
def home() -> ResponseReturnValue:
    """Each role's first page."""
    return redirect(url_for(FIRST_PAGES[me().role]), 303)


@bp.get("/today")
def show() -> str:
    require(me(), May.CHECK_PRESENCE)
    return render_template("today/show.html", day=queries.day(me(), datetime.now(UTC)))
