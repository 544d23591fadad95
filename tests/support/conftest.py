"""What the tests of this area share."""

import pytest
from sqlalchemy import select

from crm.support import actions
from crm.support.models import SupportEpisode


@pytest.fixture
def trades(db):
    actions.load_sample_trades()
    db.commit()


def add(browser, person, **kw):
    return browser.post(f"/people/{person.uid}/path", data={"kind": "request", "text": "Devenir boulangère", **kw})


def episode(db, person):
    return db.scalars(select(SupportEpisode).where(SupportEpisode.person_id == person.id)).one()
