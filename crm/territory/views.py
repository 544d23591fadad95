from flask import Blueprint, render_template, request

from crm.territory import queries

bp = Blueprint("territory", __name__)


@bp.get("/communes")
def suggest() -> str:
    """Options for the list of a commune field, as one types."""
    typed = next(iter(request.args.values()), "")
    return render_template("territory/suggest.html", communes=queries.suggest(typed))
