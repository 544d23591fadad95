"""Ask for a link when the password is forgotten."""

from sqlalchemy import select

from crm.messages.models import Message


def test_forgetting_promises_a_link_and_tells_nothing(browser, alice, db):
    for email in (alice.user.email, "nobody@example.org"):
        assert browser.post("/forgot", data={"email": email}).status_code == 303
    assert [message.subject for message in db.scalars(select(Message))] == [f"user:{alice.user_id}"]
