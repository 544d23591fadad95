"""What beat wakes, and when."""

import pytest
from celery.schedules import crontab


@pytest.fixture
def schedule(worker):
    from worker.schedule import SCHEDULE

    return SCHEDULE


def test_nothing_is_set_between_two_and_three(schedule):
    """An hour that two days a year has twice or not at all."""
    hours = [entry["schedule"].hour for entry in schedule.values() if isinstance(entry["schedule"], crontab)]
    assert hours
    assert not any(2 in one for one in hours)


def test_a_tick_that_nobody_read_is_forgotten(schedule):
    assert all(entry["options"]["expires"] for entry in schedule.values())
