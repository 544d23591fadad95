"""What a structure still has to write down before its quarter is counted."""

from datetime import UTC, datetime

from flask import render_template, request

from crm.auth import me
from crm.policy import May, require
from crm.reports.forms import quarter_asked
from crm.reports.queries import completeness as queries
from crm.reports.rules.life import end, frozen_on
from crm.reports.views.record import bp
from crm.territory.rules import PARIS


@bp.get("/reports/completeness")
def completeness() -> str:
    require(me(), May.COMPLETE_EDITION)
    now = datetime.now(UTC)
    today = now.astimezone(PARIS).date()
    quarter = quarter_asked(request.args, today)
    gaps = queries.completeness(me(), *quarter, now)
    return render_template(
        "reports/completeness.html",
        quarter=quarter,
        gaps={gap.name: gap for gap in gaps},
        named=queries.named(me(), gaps),
        ends_on=end(*quarter),
        frozen_on=frozen_on(*quarter),
        today=today,
    )
