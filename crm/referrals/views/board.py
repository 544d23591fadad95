from datetime import UTC, datetime
from uuid import UUID

from flask import render_template, request

from crm.auth import me
from crm.codes.referrals import Urgency
from crm.codes.support import Theme
from crm.policy import May, require
from crm.referrals import queries
from crm.referrals.views.record import bp
from crm.structures import queries as structures


@bp.get("/referrals/board")
def board() -> str:
    actor, today = me(), datetime.now(UTC).date()
    require(actor, May.COORDINATE)
    assert actor.platform is not None
    found = structures.covering(actor.platform)
    asked, only = queries.board_filters(request.args), request.args.get("column", "")
    return render_template(
        "referrals/board.html",
        asked=asked,
        only=only if only in queries.COLUMNS else "",
        columns=queries.board(actor, asked, today, only, request.args.get("after", "")),
        structures=found,
        lists={
            "structure": [(structure.uid, structure.short_name) for structure in found],
            "theme": Theme.choices(),
            "urgency": Urgency.choices(),
            "arrondissement": [
                (line.arrondissement_code, line.arrondissement.name) for line in actor.platform.territory
            ],
        },
    )


@bp.get("/referrals/watch")
def watch() -> str:
    """Loads, silences and loops of the territory."""
    actor, now = me(), datetime.now(UTC)
    loads = queries.loads(actor, now)
    structure = request.args.get("structure", type=UUID)
    return render_template(
        "referrals/watch.html",
        soon=sum(column.count for column in queries.board(actor, queries.board_filters({"soon": "1"}), now.date())),
        loads=loads,
        silent=queries.silent_structures(loads, now),
        rounds=queries.rounds(actor, now),
        structure=structure,
        counsellors=queries.counsellors(actor, structure) if structure else [],
    )
