"""The editions, and what is done with one."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.auth import me
from crm.errors import refusals
from crm.policy import May, can
from crm.reports import actions, queries
from crm.reports.forms import AskForm

bp = Blueprint("reports", __name__)


@bp.get("/reports")
def index() -> str:
    return listed(AskForm())


@bp.post("/reports")
def build() -> ResponseReturnValue:
    form = AskForm()
    if form.validate_on_submit():
        year, quarter = (int(part) for part in str(form.quarter.data).split("-"))
        with refusals(form):
            edition = actions.ask(me(), year, quarter, now=datetime.now(UTC))
            return redirect(url_for("reports.show", uid=edition.uid), 303)
    return listed(form), 422


def listed(form: AskForm) -> str:
    return render_template(
        "reports/index.html",
        editions=queries.editions(me()),
        form=form,
        may_build=can(me(), May.BUILD_EDITION),
    )


@bp.post("/reports/<uuid:uid>/sign-off")
def sign_off(uid: UUID) -> ResponseReturnValue:
    edition = queries.get(me(), uid)
    actions.sign_off(me(), edition, now=datetime.now(UTC))
    flash("Le rapport est validé. Il ne manque que sa publication.")
    return redirect(url_for("reports.show", uid=edition.uid), 303)


@bp.post("/reports/<uuid:uid>/publish")
def publish(uid: UUID) -> ResponseReturnValue:
    edition = queries.get(me(), uid)
    actions.publish(me(), edition, now=datetime.now(UTC))
    flash("Le rapport est publié : la Région en est avertie.")
    return redirect(url_for("reports.show", uid=edition.uid), 303)
