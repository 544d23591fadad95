"""What an edition shows, and what it hides."""

from crm.reports.queries import figures


def test_small_counts_are_hidden_and_cannot_be_found(edition):
    found = figures(edition)
    assert edition.audit_passed
    assert found["A-3", "region", ""] in (7, None)
    assert found["A-3", "arr:595", "age:-18"] is None
    assert not {1, 2, 3, 4} & {value for value in found.values() if value is not None}
