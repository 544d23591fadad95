"""What beat wakes, and how often. It carries nothing: each task looks for its own work, and expires when unread.

Nothing is set between 2:00 and 3:00, an hour that two days a year has twice or not at all.
"""

from typing import Any


def every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE: dict[str, dict[str, Any]] = {
    "send-due-messages": every(5, "worker.messages.send_due"),
    "build-editions": every(5, "worker.reports.build"),
    "keep-referral-clocks": every(600, "worker.clocks.keep_referrals"),
    "wake-dropout-cases": every(600, "worker.clocks.wake_dropouts"),
}
