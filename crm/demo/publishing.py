"""`python -m crm.demo.publishing`: the demo’s data protection officer signs the older of its two reports, once built.

Counting and protecting take a minute, so `crm up` lets this wait for the worker instead of waiting itself.
"""

import time
from datetime import UTC, datetime

from sqlalchemy import select

from crm import create_app
from crm.accounts.models import Membership
from crm.codes.dropouts import EditionState
from crm.codes.structures import Role
from crm.db import db, transaction
from crm.reports import actions, queries
from crm.reports.rules.life import older

PAUSE, PATIENCE = 2, 900
"""Seconds between two looks, and after which it gives up."""


def publish_older(now: datetime) -> bool:
    """Sign and publish the older report. Returns whether there is nothing left to wait for."""
    edition = queries.of_quarter(*older(now.date()))
    if edition is None or edition.state not in (EditionState.BUILDING, EditionState.DRAFT):
        return True
    if edition.state is EditionState.BUILDING:
        return False
    officer = db.session.scalars(select(Membership).where(Membership.role == Role.DPO).limit(1)).one()
    if edition.audit_passed:
        actions.sign_off(officer, edition, now=now)
        actions.publish(officer, edition, now=now)
    return True


def main() -> None:
    app, deadline = create_app(), time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with app.app_context(), transaction():
            if publish_older(datetime.now(UTC)):
                return
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
