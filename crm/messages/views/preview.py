"""Every message as it would leave."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from babel import Locale
from flask import current_app, render_template, request

from crm.accounts.models import Membership
from crm.auth import me
from crm.codes.appointments import Channel
from crm.codes.people import Language
from crm.messages.rules import Sample, plain, size
from crm.messages.views.settings import bp
from crm.policy import May, require

SAMPLES: list[Callable[[Membership, Channel, Language, str, datetime], Sequence[Sample]]] = []
"""What the areas above would send today, on real data of the actor; `create_app` lists them."""


@bp.get("/messages/preview")
def preview() -> str:
    actor = me()
    require(actor, May.PREVIEW_MESSAGES)
    channel, language = request.args.get("channel", ""), request.args.get("language", "")
    by = Channel(channel) if channel in list(Channel) else Channel.SMS
    spoken = Language(language) if language in list(Language) else Language.FRENCH
    asked = (actor, by, spoken, current_app.config["PUBLIC_URL"], datetime.now(UTC))
    samples = [sample for tell in SAMPLES for sample in tell(*asked)]
    return render_template(
        "messages/preview.html",
        samples=samples,
        channel=by,
        language=spoken,
        direction=Locale.parse(spoken).text_direction,
        plain=plain,
        size=size,
    )
