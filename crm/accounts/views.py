from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from werkzeug.exceptions import NotFound

from crm.accounts import actions, queries
from crm.accounts.forms import DigestsForm, ForgotForm, InviteForm, PasswordForm, SignInForm
from crm.accounts.models import User
from crm.auth import me
from crm.codes.structures import Role
from crm.errors import refusals
from crm.policy import May, can, require
from crm.protection import limiter

bp = Blueprint("accounts", __name__)


def account_key() -> str:
    return "account:" + request.form.get("email", "").strip().lower()


def failed(response: object) -> bool:
    return getattr(response, "status_code", 0) == 422


def start_session(user: User) -> None:
    session.clear()
    session.permanent = True
    login_user(user)


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("30/minute", methods=["POST"])
@limiter.limit("10/5 minutes", methods=["POST"], key_func=account_key, deduct_when=failed)
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        with refusals(form):
            start_session(actions.sign_in(str(form.email.data), str(form.password.data), now=datetime.now(UTC)))
            target = request.args.get("next", "")
            inside = target.startswith("/") and not target.startswith(("//", "/\\"))
            return redirect(target if inside else url_for("today.home"), 303)
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/forgot", methods=["GET", "POST"])
@limiter.limit("5/5 minutes", methods=["POST"])
def forgot() -> ResponseReturnValue:
    form = ForgotForm()
    if form.validate_on_submit():
        actions.forgot(str(form.email.data), now=datetime.now(UTC))
        flash("Si cette adresse a un compte, un lien vient de partir. Regardez vos messages.")
        return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/forgot.html", form=form), 422 if form.errors else 200


@bp.route("/account-links/<token>", methods=["GET", "POST"])
@limiter.limit("30/minute")
def accept(token: str) -> ResponseReturnValue:
    now = datetime.now(UTC)
    link = queries.link(token, now)
    form = PasswordForm()
    if form.validate_on_submit():
        with refusals(form):
            start_session(actions.accept(link, str(form.password.data), now=now))
            return redirect(url_for("today.home"), 303)
    return render_template("accounts/accept.html", form=form, link=link), 422 if form.errors else 200


@bp.post("/switch")
def switch() -> ResponseReturnValue:
    mine = {str(m.uid) for m in cast(User, current_user).memberships if m.current}
    if (chosen := request.form.get("membership")) not in mine:
        raise NotFound
    session["membership"] = chosen
    return redirect(url_for("today.home"), 303)


@bp.get("/profile")
def profile() -> str:
    return render_template("accounts/profile.html", user=me().user, form=DigestsForm(obj=me().user))


@bp.post("/profile/digests")
def digests() -> ResponseReturnValue:
    form = DigestsForm()
    if form.validate_on_submit():
        actions.choose_digests(
            me().user,
            daily_digest=form.daily_digest.data,
            weekly_digest=form.weekly_digest.data,
            digest_weekday=form.digest_weekday.data,
        )
        flash("C’est noté : vos récapitulatifs partiront ainsi.")
        return redirect(url_for("accounts.profile"), 303)
    return render_template("accounts/profile.html", user=me().user, form=form), 422


@bp.post("/profile/password")
@limiter.limit("5/5 minutes")
def password() -> ResponseReturnValue:
    actions.forgot(me().user.email, now=datetime.now(UTC))
    flash("Un lien pour choisir un nouveau mot de passe vient de partir à votre adresse.")
    return redirect(url_for("accounts.profile"), 303)


@bp.get("/accounts")
def index() -> str:
    require(me(), May.INVITE)
    text = request.args.get("q", "").strip()
    found, after = queries.memberships(me(), text, request.args.get("after", ""))
    count = queries.memberships_count(me(), text)
    return render_template("accounts/index.html", memberships=found, after=after, count=count, q=text)


@bp.route("/accounts/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    require(me(), May.INVITE)
    form = InviteForm()
    everything = can(me(), May.CREATE_STRUCTURE)
    form.role.choices = [(r.value, r.label) for r in Role if everything or r in actions.OWN_STRUCTURE]
    form.structure.choices = [("", "—"), *((str(s.id), s.short_name) for s in queries.structures_to_join(me()))]
    form.platform.choices = [("", "—"), *((str(p.id), p.name) for p in queries.platforms_to_join(me()))]
    if request.method == "GET" and me().structure_id:
        form.structure.data = me().structure_id
    if form.validate_on_submit():
        with refusals(form):
            actions.invite(
                me(),
                email=str(form.email.data),
                given_name=str(form.given_name.data),
                family_name=str(form.family_name.data),
                role=form.role.data,
                structure_id=form.structure.data if form.role.data in actions.OWN_STRUCTURE else None,
                platform_id=form.platform.data if form.role.data is Role.PSAD_COORDINATOR else None,
                now=datetime.now(UTC),
            )
            flash("L’invitation part dans un instant.")
            return redirect(url_for("accounts.index"), 303)
    return render_template("accounts/invite.html", form=form), 422 if form.errors else 200


@bp.post("/accounts/<uuid:uid>/end")
def end(uid: UUID) -> ResponseReturnValue:
    membership = queries.membership(me(), uid)
    actions.end(me(), membership, now=datetime.now(UTC))
    flash(f"L’accès de {membership.name} est fermé.")
    return redirect(url_for("accounts.index"), 303)
