"""The person wants messages again."""

from datetime import timedelta

from sqlalchemy import select

from crm.codes.appointments import Channel
from crm.people import actions
from crm.people.models import OptOut


def test_asked_again_they_leave_again(browser, db, alice, person, now):
    actions.opt_out(alice, person, Channel.SMS, now=now)
    actions.opt_out(alice, person, Channel.SMS, now=now)
    db.commit()
    browser.login(alice).post(f"/people/{person.uid}/opt-in", data={"channel": "sms"})
    [line] = db.scalars(select(OptOut))
    assert line.ended_at
    assert line.ended_by_id == alice.user_id
    assert person.opt_outs == []
    actions.opt_out(alice, person, Channel.SMS, now=line.ended_at + timedelta(days=1))
    assert len(person.opt_outs) == 1
