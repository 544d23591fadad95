"""What travels, on what ground, how fast: pure."""

from datetime import date

import pytest

from crm.codes.referrals import SharingBasis, Urgency, UrgencyReason
from crm.codes.structures import Network
from crm.referrals.rules import SHAREABLE, basis_refused, urgency_refused, usual_fields, wanted_by


@pytest.mark.parametrize(
    ("urgency", "reason", "age", "refused"),
    [
        (Urgency.NORMAL, None, 15, False),
        (Urgency.URGENT, None, 17, True),
        (Urgency.URGENT, UrgencyReason.DEADLINE, 22, False),
        (Urgency.URGENT, UrgencyReason.TRAINING_DUTY, 15, True),
        (Urgency.URGENT, UrgencyReason.TRAINING_DUTY, 16, False),
        (Urgency.URGENT, UrgencyReason.TRAINING_DUTY, 17, False),
        (Urgency.URGENT, UrgencyReason.TRAINING_DUTY, 18, True),
    ],
)
def test_urgent_has_a_reason_that_holds(urgency, reason, age, refused):
    assert bool(urgency_refused(urgency, reason, age)) is refused


@pytest.mark.parametrize(("age", "refused"), [(15, True), (16, False), (25, False), (26, True)])
def test_the_legal_duty_has_its_ages_and_an_agreement_has_none(age, refused):
    assert bool(basis_refused(SharingBasis.LEGAL_DUTY, age)) is refused
    assert basis_refused(SharingBasis.AGREEMENT, age) == ""


def test_each_network_gets_what_it_needs_and_a_minor_ones_guardians():
    assert "last_class" in usual_fields([Network.CIO])
    assert "last_class" not in usual_fields([Network.CCAS])
    assert set(usual_fields([Network.CIO, Network.PLIE])) > set(usual_fields([Network.CIO]))
    assert usual_fields([], minor=True)[-1] == "guardians"
    for network in Network:
        fields = usual_fields([network], pool=True)
        assert fields == [name for name in SHAREABLE if name in fields]


def test_the_date_wanted_is_what_was_asked():
    assert [wanted_by(date(2030, 1, 1), one).day for one in Urgency] == [31, 16, 4]
