"""What beat wakes, and how often. It carries nothing: each task looks for its own work, and expires when unread.

Nothing is set between 2:00 and 3:00, an hour that two days a year has twice or not at all.
"""

from typing import Any

from celery.schedules import crontab


def every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def nightly(hour: int | str, minute: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": crontab(hour=hour, minute=minute), "options": {"expires": 3600}}


SCHEDULE: dict[str, dict[str, Any]] = {
    "send-due-messages": every(5, "worker.messages.send_due"),
    "build-editions": every(5, "worker.reports.build"),
    "carry-on-imports": every(5, "worker.imports.carry_on"),
    "purge-imports": nightly(3, 30, "worker.imports.purge"),
    "open-editions": every(60, "worker.reports.open_up"),
    "keep-report-calendar": nightly(6, 20, "worker.reports.keep_calendar"),
    "keep-referral-clocks": every(600, "worker.clocks.keep_referrals"),
    "find-duplicates": nightly(4, 10, "worker.people.find_duplicates"),
    "name-managers": every(600, "worker.people.name_managers"),
    "forget-drafts": nightly(4, 40, "worker.people.forget_drafts"),
    "return-lent": nightly(0, 20, "worker.people.return_lent"),
    "promise-digests": nightly("7-9", 30, "worker.digests.promise"),
    "keep-obligations": every(300, "worker.clocks.keep_obligations"),
    "keep-dropout-clocks": every(600, "worker.clocks.keep_dropouts"),
}
