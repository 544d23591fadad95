"""Two years of the demo région, at its real size, go to the Région quarter by quarter.

`REGION=200000` tells them; without it, the main job sends one quarter of a small région through the same pages.
"""

import os

import pytest
from playwright.sync_api import Page

from tests.browser.product import sign_in
from tests.browser.quarters import agree, send


@pytest.mark.skipif("REGION" not in os.environ, reason="REGION=200000 takes several minutes")
def test_eight_quarters_reach_the_region(visit: Page) -> None:
    sign_in(visit, "dpo@example.org")
    visit.goto("/reports")
    quarters = [option.get_attribute("value") for option in visit.locator("select[name=quarter] option").all()]
    assert len(quarters) == 8
    last = [send(visit, quarter) for quarter in reversed(quarters)][-1]
    sign_in(visit, "region@example.org")
    visit.goto(last)
    agree(visit)
