"""How a structure sends."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.auth import me
from crm.messages import actions, queries
from crm.messages.forms import AccountForm, EndingForm
from crm.policy import May, can
from crm.structures import queries as structures
from crm.structures.models import ChannelSetting, Structure

bp = Blueprint("messages", __name__)


@bp.route("/structures/<uuid:uid>/messages", methods=["GET", "POST"])
def settings(uid: UUID) -> ResponseReturnValue:
    structure = structures.editable(me(), uid)
    chosen = queries.setting(structure)
    form = EndingForm(obj=chosen)
    if form.validate_on_submit():
        actions.describe(
            me(),
            structure,
            signature=(form.signature.data or "").strip(),
            call_back=form.call_back.number,
            foreign_numbers=form.foreign_numbers.data,
        )
        return saved(structure)
    return page(structure, chosen, form, account_form(chosen))


@bp.post("/structures/<uuid:uid>/messages/account")
def account(uid: UUID) -> ResponseReturnValue:
    structure = structures.editable(me(), uid)
    chosen = queries.setting(structure)
    form = account_form(chosen)
    if form.validate_on_submit():
        quota = form.monthly_quota.data or 0
        actions.choose_account(me(), structure, account=form.account.data, monthly_quota=quota)
        return saved(structure)
    return page(structure, chosen, EndingForm(formdata=None, obj=chosen), form)


def account_form(chosen: ChannelSetting) -> AccountForm:
    form = AccountForm(request.form if request.endpoint == "messages.account" else None, obj=chosen)
    form.offer(sorted(current_app.config["SMS_ACCOUNTS"]))
    return form


def saved(structure: Structure) -> ResponseReturnValue:
    flash("C’est enregistré : les prochains messages en tiennent compte.")
    return redirect(url_for("messages.settings", uid=structure.uid), 303)


def page(
    structure: Structure, chosen: ChannelSetting, form: EndingForm, account_form: AccountForm
) -> ResponseReturnValue:
    shown = render_template(
        "messages/settings.html",
        structure=structure,
        chosen=chosen,
        used=queries.used(structure, datetime.now(UTC)),
        ending=queries.ending(structure),
        form=form,
        account_form=account_form if can(me(), May.CHOOSE_ACCOUNT, structure) else None,
    )
    return shown, 422 if form.errors or account_form.errors else 200
