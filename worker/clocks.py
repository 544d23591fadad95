"""What climbs by itself when its date has passed: referrals without an answer, people who came back, dropout cases
without a step, obligations."""

from datetime import UTC, datetime

from crm.dropouts import actions as dropouts
from crm.duty import actions as duty
from crm.referrals import actions as referrals
from worker import app


@app.task
def keep_referrals() -> None:
    referrals.keep_clocks(datetime.now(UTC))


@app.task(soft_time_limit=240, time_limit=270)
def keep_obligations() -> None:
    duty.keep(datetime.now(UTC))


@app.task
def keep_dropouts() -> None:
    dropouts.keep_clocks(datetime.now(UTC))
