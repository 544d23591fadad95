"""What climbs by itself when its date has passed: referrals without an answer, dropout cases without a step."""

from datetime import UTC, datetime

from crm.dropouts import actions as dropouts
from crm.referrals import actions as referrals
from worker import app


@app.task
def keep_referrals() -> None:
    referrals.keep_clocks(datetime.now(UTC))


@app.task
def keep_dropouts() -> None:
    dropouts.keep_clocks(datetime.now(UTC))
