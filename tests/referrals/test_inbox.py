"""The lists of referrals: a counter is the list it opens."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from crm.codes.referrals import ReferralState as State
from crm.codes.referrals import RefusalReason, Urgency, UrgencyReason
from crm.referrals import actions, queries
from crm.referrals.models import Referral
from crm.referrals.queries.filters import ASKED, DUE
from crm.referrals.rules import expiry
from tests import factories
from tests.referrals.conftest import make_pooled


def test_counters_are_their_lists(browser, alice, charlie, dina, person, platform, referral):
    make_pooled(charlie, factories.make_person(charlie), platform)
    for actor in (alice, charlie, dina):
        counts = queries.counts(actor)
        for name, count in counts.items():
            assert len(queries.listed(actor, name)[0]) == count
            assert browser.login(actor).get(f"/referrals?box={name}").text.count('<th scope="row">') == count


def test_the_inbox_costs_the_same_for_many(browser, alice, charlie, request):
    sent = request.getfixturevalue("queries")
    for _ in range(12):
        factories.make_referral(alice, factories.make_person(alice), charlie.structure)
    browser.login(charlie)
    del sent[:]
    assert browser.get("/referrals").text.count('<th scope="row">') == 12
    assert len(sent) < 12


def test_what_is_wanted_first_comes_first_over_several_pages(db, alice, charlie):
    """An urgent one is wanted in three days; one that is about to expire comes before it."""
    sent = datetime(2030, 1, 10, 9, tzinfo=UTC)
    wanted = {Urgency.URGENT: 3, Urgency.SOON: 15, Urgency.NORMAL: 30}
    dues = {}
    for n in range(64):
        urgency, days = list(Urgency)[n % 3], n % 11
        reason = UrgencyReason.SAFETY if urgency is Urgency.URGENT else None
        sent_at = sent + timedelta(days=days)
        one = factories.make_referral(
            alice, factories.make_person(alice), charlie.structure, urgency=urgency, urgency_reason=reason,
            sent_at=sent_at, expires_on=expiry(sent_at.date(), State.PENDING),
        )  # fmt: skip
        dues[one.id] = sent_at.date() + timedelta(days=wanted[urgency])
    asked, reviewed = (db.get(Referral, number) for number in list(dues)[:2])
    actions.acknowledge(charlie, reviewed, now=sent)
    actions.post(charlie, asked, "Quel âge ?", now=sent, asks=True)
    dues[reviewed.id] = reviewed.expires_on
    del dues[asked.id]
    first, following = queries.listed(charlie, "to_answer")
    second, end = queries.listed(charlie, "to_answer", after=following)
    assert (len(first), len(second), end) == (50, 13, None)
    assert [one.id for one in (*first, *second)] == sorted(dues, key=lambda number: (dues[number], number))
    assert [one.due_on for one in (*first, *second)] == sorted(dues.values())


def test_the_clock_of_lists_and_of_rows_is_the_same(db, alice, charlie, platform):
    for n, state in enumerate(State):
        for urgency in Urgency:
            declined = RefusalReason.OTHER if state is State.DECLINED else None
            values = {"state": state, "urgency": urgency, "refusal_reason": declined}
            one = factories.make_referral(alice, factories.make_person(alice), charlie.structure, **values)
            one.owner_structure_id = alice.structure_id if n % 2 else charlie.structure_id
    db.commit()
    for referral, due, asked in db.execute(select(Referral, DUE, ASKED)):
        assert (referral.due_on, referral.awaits_sender) == (due, asked), referral.state
