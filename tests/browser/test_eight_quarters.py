"""Two years of the demo région, at its real size, go to the Région quarter by quarter.

`REGION=200000` tells them; without it, the main job sends one quarter of a small région through the same pages.
"""

import os
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import sign_in
from tests.browser.quarters import A_BUILD, agree, send


@pytest.mark.skipif("REGION" not in os.environ, reason="REGION=200000 takes several minutes")
def test_eight_quarters_reach_the_region(visit: Page) -> None:
    sign_in(visit, "dpo@example.org")
    visit.goto("/reports")
    quarters = [option.get_attribute("value") for option in visit.locator("select[name=quarter] option").all()]
    assert len(quarters) == 8
    published = [send(visit, quarter) for quarter in reversed(quarters)]
    sign_in(visit, "region@example.org")
    visit.goto(published[-1])
    agree(visit)
    visit.context.clear_cookies()
    for address in published:
        is_opened(visit, address.replace("/reports/", "/open/"))


def is_opened(page: Page, address: str) -> None:
    """Protected again at 11 and audited by a worker, then read without an account."""
    until = time.monotonic() + A_BUILD / 1000
    while not page.request.get(address).ok:
        assert time.monotonic() < until
        time.sleep(1)
    page.goto(address)
    expect(page.get_by_text("Les chiffres ouverts à tous")).to_be_visible()
