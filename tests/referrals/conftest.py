"""What the tests of this area share."""

import pytest

from tests import factories


def url(referral, verb=""):
    return f"/referrals/{referral.uid}" + (f"/{verb}" if verb else "")


@pytest.fixture
def referral(alice, charlie, person):
    return factories.make_referral(alice, person, charlie.structure)


def make_pooled(sender, person, platform):
    referral = factories.make_referral(sender, person, platform.lead_structure)
    referral.recipient_structure_id, referral.platform_id = None, platform.id
    return factories.add(referral)
