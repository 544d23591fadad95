"""What can go wrong, and what is said about it."""

import traceback
from collections.abc import Generator
from contextlib import contextmanager

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from wtforms import Form

from crm.db import db
from crm.logs import log


class Refused(Exception):  # noqa: N818 - reads as a sentence: raise Refused(...)
    """What was asked contradicts what is recorded. Its text is for the user, in French."""


REFUSALS = {
    "uq_user_email": "Cette adresse e-mail a déjà un compte.",
    "uq_structure_siret": "Une structure a déjà ce numéro SIRET.",
    "uq_structure_uai": "Une structure a déjà ce numéro UAI.",
    "uq_support_episode_open": "Un accompagnement est déjà ouvert dans cette structure.",
    "uq_dropout_case_open": "Un suivi de décrochage est déjà ouvert pour ce jeune.",
    "ex_appointment_counsellor": "Ce créneau vient d’être pris : choisissez-en un autre.",
    "ex_appointment_room": "Cette salle est déjà prise à ce moment-là : changez de salle ou d’heure.",
    "ck_participation_place": "Il n’y a plus de place : inscrivez ce jeune sur la liste d’attente.",
    "uq_participation_held": "Ce jeune est déjà inscrit.",
    "uq_room_structure_id_site_id_name": "Une salle porte déjà ce nom.",
    "ex_participation_person": "Ce jeune a déjà un rendez-vous à ce moment-là : choisissez un autre créneau.",
    "uq_meeting_platform_id_held_on": "Une réunion est déjà prévue ce jour-là.",
    "uq_decision_meeting_id_case_id": "Quelqu’un vient de décider pour ce jeune : rechargez la page.",
    "uq_import_file_content": "Ce fichier a déjà été déposé : rien n’a changé. Ouvrez-le dans les listes reçues.",
}
"""What to say when the database refuses, by the name of the constraint."""

STALE = (
    "Quelqu’un a modifié ce dossier pendant que vous écriviez. Ce que vous avez saisi est toujours là : "
    "ouvrez le dossier dans un autre onglet pour voir le changement, puis enregistrez de nouveau."
)

PAGES = {
    400: ("Cette demande est incomplète", "Revenez à la page précédente et essayez de nouveau."),
    403: ("Vous n’avez pas accès à cette page", "Votre rôle ne permet pas cette action. Agissez-vous au bon titre ?"),
    404: ("Cette page n’existe pas", "Elle a pu être déplacée, ou elle ne vous est pas ouverte."),
    405: ("Cette action n’existe pas ici", "Revenez à la page précédente."),
    413: (
        "Ce fichier est trop lourd",
        "La limite est de 20 Mo, et rien n’a été écrit. Découpez le fichier, puis déposez chaque partie.",
    ),
    429: ("Trop d’essais en peu de temps", "Attendez quelques minutes, puis recommencez."),
    500: ("Quelque chose s’est mal passé", "Rien n’a été enregistré. L’équipe technique est prévenue : réessayez."),
    503: ("Le service est momentanément indisponible", "Rien n’est perdu : réessayez dans une minute."),
}
"""Title and advice by HTTP status."""


@contextmanager
def refusals(form: Form) -> Generator[None]:
    """Undo what was refused inside, and say so on the form."""
    try:
        with db.session.begin_nested():
            yield
    except Refused as error:
        form.form_errors.append(str(error))
    except StaleDataError:
        form.form_errors.append(STALE)
    except IntegrityError as error:
        name = error.orig.diag.constraint_name  # type: ignore[union-attr]
        if name not in REFUSALS:
            raise
        form.form_errors.append(REFUSALS[name])


def scripted() -> bool:
    """Is it a program that asks, and not somebody who reads? It is answered in JSON."""
    return request.accept_mimetypes.best == "application/json"


def page(code: int, message: str | None = None) -> ResponseReturnValue:
    title, advice = PAGES.get(code, PAGES[500] if code >= 500 else PAGES[400])
    return told(code, title, message or advice)


def told(code: int, title: str, message: str) -> ResponseReturnValue:
    if scripted():
        return jsonify({"errors": [message]}), code
    return render_template("error.html", code=code, title=title, message=message), code


def show(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400 or error.response:
        return error.get_response(request.environ)
    said = error.description if code in (403, 404, 409, 429) and error.description != type(error).description else None
    return page(code, said)


def refused(error: Refused) -> ResponseReturnValue:
    return told(409, "Ce n’est pas possible", str(error))


def crashed(error: Exception) -> ResponseReturnValue:
    if isinstance(error, OperationalError) and (error.connection_invalidated or error.orig is not None):
        log.error("database_unavailable")
        return page(ServiceUnavailable.code or 503)
    where = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-8:]]
    log.error("request_failed", error=type(error).__name__, where=where)  # its text may hold what was typed
    return page(InternalServerError.code or 500)


def expired(_: CSRFError) -> ResponseReturnValue:
    return page(
        400, "Votre session a expiré pendant la saisie. Revenez en arrière : ce que vous avez tapé y est encore."
    )


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(Refused, refused)
    if not app.testing:
        app.register_error_handler(Exception, crashed)
