"""The school of a report, and the links by which people without an account report."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.dropouts import actions, queries
from crm.dropouts.models import DropoutCase, ReportLink
from crm.errors import Refused
from tests import factories


def test_a_school_is_looked_up_as_its_number_is_typed(browser, alice, person, platform):
    factories.make_structure("CFA de Roubaix", uai="0590001F")
    browser.login(alice)
    assert "CFA de Roubaix" in browser.get("/schools?school_uai=059 0001 f").text
    assert "UAI est faux" in browser.get("/schools?school_uai=0590001A").text
    assert "pas encore dans l’annuaire" in browser.get("/schools?school_uai=0590002G").text
    assert not browser.get("/schools?school_uai=0590").text.strip()


def test_the_name_of_the_school_comes_with_the_report(browser, alice, person, platform, db):
    factories.make_structure("CFA de Roubaix", uai="0590001F")
    data = {"source": "cfa_rupture", "reported_on": "2026-08-31", "school_uai": "0590001F"}
    browser.login(alice).post(f"/people/{person.uid}/dropouts/new", data=data)
    assert db.scalars(select(DropoutCase)).one().reports[0].school_name == "CFA de Roubaix"


def test_the_same_report_twice_is_once(db, alice, person, platform, now):
    for _ in range(2):
        case = actions.report(alice, person, source="family", reported_on=now.date(), now=now)
    assert len(case.reports) == 1


def test_a_coordinator_gives_a_link_and_closes_it(browser, dina, db):
    browser.login(dina)
    data = {"label": "Lycée Colbert", "source": "school_report", "school_uai": "0590001f", "days": "30"}
    assert browser.post("/dropouts/links", data=data).status_code == 303
    link = db.scalars(select(ReportLink)).one()
    assert (link.school_uai, link.platform_id) == ("0590001F", dina.platform_id)
    token = queries.report_token(link)
    assert token in browser.get("/dropouts/links").text
    assert browser.post(f"/dropouts/links/{link.uid}/close").status_code == 303
    assert browser.get(f"/s/{token}").status_code == 404
    assert token not in browser.get("/dropouts/links").text


@pytest.mark.parametrize("wrong", [{"days": "0"}, {"days": "4000"}, {"school_uai": "0590001A"}, {"label": ""}])
def test_a_link_that_is_not_well_asked_for(browser, dina, db, wrong):
    data = {"label": "Lycée Colbert", "source": "school_report", "days": "30"} | wrong
    assert browser.login(dina).post("/dropouts/links", data=data).status_code == 422
    assert not db.scalars(select(ReportLink)).all()


def test_nobody_else_gives_or_closes_links(browser, alice, dina, charlie, db, now):
    link = actions.give_link(dina, "JDC", "jdc", None, 30, now=now)
    far = factories.make_coordinator("Far", factories.make_platform("PSAD de Laon", charlie.structure, ["022"]))
    assert browser.login(alice).get("/dropouts/links").status_code == 403
    assert browser.login(far).post(f"/dropouts/links/{link.uid}/close").status_code == 404
    db.refresh(link)
    assert link.closed_at is None


def test_a_case_that_is_closed_is_not_tried_again(db, alice, platform, person, now):
    case = factories.make_case(person, platform)
    actions.discard(alice, case, "duplicate", now=now)
    with pytest.raises(Refused, match="clos"):
        actions.attempt(alice, case, "call", "reached", "", now=now + timedelta(hours=1))
