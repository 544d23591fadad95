"""What the tests of this area share."""

import pytest

from crm.support import actions


@pytest.fixture
def trades(db):
    actions.load_sample_trades()
    db.commit()


def add(browser, person, **kw):
    return browser.post(f"/people/{person.uid}/path", data={"kind": "request", "text": "Devenir boulangère", **kw})
