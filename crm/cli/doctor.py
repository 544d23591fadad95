"""`crm doctor`: the promises of the product, counted on the live database. Every count must be zero."""

import sys

import click
import sqlalchemy as sa

from crm import create_app
from crm.db import db
from crm.reports.rules.tables import INDICATORS, Kind

PEOPLE = ", ".join(f"'{one.id}'" for one in INDICATORS.values() if one.kind in (Kind.COUNT, Kind.DISTINCT, Kind.RATE))
"""The indicators whose cells hold counts of people or of what was done with them: not a mean, nor structures."""

PROMISES = {
    "open dropout cases without an owner or a next date": """
        SELECT count(*) FROM dropout_case WHERE closed_on IS NULL AND (structure_id IS NULL OR next_step_on IS NULL)""",
    "dropout cases that ended without an explanation": """
        SELECT count(*) FROM dropout_case WHERE closed_on IS NOT NULL AND (exit_reason IS NULL
        OR (state = 'not_concerned' AND (verification IS NULL OR verification = 'confirmed')))""",
    "open dropout cases whose owner left their structure": """
        SELECT count(*) FROM dropout_case d WHERE closed_on IS NULL AND owner_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM membership m JOIN "user" u ON u.id = m.user_id
            WHERE m.user_id = d.owner_id AND m.structure_id = d.structure_id AND m.ended_on IS NULL AND u.active)""",
    "interviews of dropouts near or past their date and announced to nobody": """
        SELECT count(*) FROM dropout_case d
        WHERE interviewed_at IS NULL AND interview_due_on <= current_date + 29
        AND state NOT IN ('not_concerned', 'transferred', 'closed', 'in_solution', 'stabilised', 'refused_support')
        AND NOT EXISTS (SELECT 1 FROM dropout_alert a WHERE a.case_id = d.id AND a.interview
                        AND a.due_on = d.interview_due_on)""",
    "steps of dropout cases past their date and announced to nobody": """
        SELECT count(*) FROM dropout_case d WHERE closed_on IS NULL AND next_step_on < current_date
        AND NOT EXISTS (SELECT 1 FROM dropout_alert a WHERE a.case_id = d.id AND NOT a.interview
                        AND a.due_on = d.next_step_on)""",
    "open solutions whose case follows none": """
        SELECT count(*) FROM solution s JOIN dropout_case d ON d.id = s.case_id
        WHERE s.status IN ('started', 'maintained') AND d.state NOT IN ('in_solution', 'stabilised', 'closed',
        'transferred')""",
    "open referrals without an owner or a next date": """
        SELECT count(*) FROM referral
        WHERE state IN ('pending', 'under_review', 'accepted', 'appointment_set', 'missed')
        AND (owner_structure_id IS NULL OR next_step_on IS NULL)""",
    "open episodes without a next date": """
        SELECT count(*) FROM support_episode WHERE closed_on IS NULL AND next_step_on IS NULL""",
    "unanswered referrals past their expiry by two days": """
        SELECT count(*) FROM referral WHERE state IN ('pending', 'under_review') AND expires_on < current_date - 2""",
    "people taken on whose next step is past by three days and was not asked for": """
        SELECT count(*) FROM referral WHERE state IN ('accepted', 'appointment_set', 'missed')
        AND next_step_on < current_date - 3 AND nudged = 0""",
    "follow-ups opened by a referral that ended without the person": """
        SELECT count(*) FROM referral r JOIN support_episode e ON e.id = r.episode_id
        WHERE e.closed_on IS NULL AND r.closed_at IS NOT NULL AND r.engaged_at IS NULL""",
    "people taken on by a referral whom nobody accompanies there any more": """
        SELECT count(*) FROM referral r JOIN support_episode e ON e.id = r.episode_id
        WHERE r.state = 'engaged' AND e.closed_on IS NOT NULL""",
    "referrals that rest on an agreement which is not recorded": """
        SELECT count(*) FROM referral r WHERE basis = 'agreement' AND state <> 'draft'
        AND recipient_structure_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM sharing_agreement a
            WHERE a.person_id = r.person_id AND a.structure_id = r.recipient_structure_id)""",
    "people of 16 or 17 without an obligation de formation for a day": """
        SELECT count(*) FROM person p WHERE merged_into_id IS NULL AND created_at < now() - interval '1 day'
        AND born_on BETWEEN current_date - interval '18 years' + interval '2 days'
                        AND current_date - interval '16 years' - interval '2 days'
        AND NOT EXISTS (SELECT 1 FROM training_obligation o WHERE o.person_id = p.id)""",
    "obligations whose clock or majority passed by two days and did not move": """
        SELECT count(*) FROM training_obligation
        WHERE (state = 'summoned' AND transmit_due_on < current_date - 2)
        OR (state <> 'ended_majority' AND ends_on < current_date - 2)""",
    "restricted records that open to nobody where they are followed": """
        SELECT count(*) FROM circle c JOIN person p ON p.id = c.person_id AND p.restricted WHERE c.until IS NULL
        AND EXISTS (
            SELECT 1 FROM membership m JOIN "user" u ON u.id = m.user_id AND u.active
            WHERE (m.structure_id = c.structure_id OR m.platform_id = c.platform_id) AND m.ended_on IS NULL)
        AND NOT EXISTS (
            SELECT 1 FROM restricted_access a
            JOIN membership m ON m.user_id = a.user_id JOIN "user" u ON u.id = m.user_id AND u.active
            WHERE a.person_id = p.id AND m.ended_on IS NULL
            AND (m.structure_id = c.structure_id OR m.platform_id = c.platform_id))""",
    "people whom nobody has ever followed": """
        SELECT count(*) FROM person p WHERE merged_into_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM circle c WHERE c.person_id = p.id)""",
    "open dropout cases whose owner is not in the circle": """
        SELECT count(*) FROM dropout_case d WHERE closed_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM circle c WHERE c.person_id = d.person_id AND c.structure_id = d.structure_id
            AND c.until IS NULL)""",
    "open episodes whose structure is not in the circle": """
        SELECT count(*) FROM support_episode e WHERE closed_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM circle c WHERE c.person_id = e.person_id AND c.structure_id = e.structure_id
            AND c.until IS NULL)""",
    "messages sent outside their window": """
        SELECT count(*) FROM message WHERE sent_at IS NOT NULL AND (sent_at < not_before OR sent_at >= not_after)""",
    "messages sent twice": """
        SELECT count(*) FROM (SELECT 1 FROM message_event WHERE state = 'sent' GROUP BY message_id
        HAVING count(*) > 1) doubled""",
    "reminders to young people sent at night or on a Sunday": """
        SELECT count(*) FROM message WHERE person_id IS NOT NULL AND sent_at IS NOT NULL AND (
            (sent_at AT TIME ZONE 'Europe/Paris')::time NOT BETWEEN '09:00' AND '19:00'
            OR extract(isodow FROM sent_at AT TIME ZONE 'Europe/Paris') = 7)""",
    "messages past their time by more than an hour and not marked": """
        SELECT count(*) FROM message WHERE state IN ('waiting', 'sending') AND not_after < now() - interval '1 hour'""",
    "messages that a worker has kept for more than an hour": """
        SELECT count(*) FROM message WHERE state = 'sending' AND lease_until < now() - interval '1 hour'""",
    "reminders waiting for an appointment that is no longer to come": """
        SELECT count(*) FROM message m JOIN participation p ON m.subject = 'participation:' || p.id
        WHERE m.state IN ('waiting', 'sending') AND m.kind = 'appointment_reminder'
        AND p.status NOT IN ('scheduled', 'confirmed')""",
    "published editions without a passing audit and a signature": """
        SELECT count(*) FROM edition WHERE state = 'published' AND NOT (audit_passed AND signed_off_at IS NOT NULL)""",
    "published cells that hold a count from 1 to 4": f"""
        SELECT count(*) FROM edition_cell c JOIN edition e ON e.id = c.edition_id
        WHERE e.state = 'published' AND c.value BETWEEN 1 AND 4 AND c.indicator IN ({PEOPLE})""",  # noqa: S608 - of our own catalogue
    "structures with counsellors and no manager": """
        SELECT count(DISTINCT m.structure_id) FROM membership m WHERE m.role = 'counsellor' AND m.ended_on IS NULL
        AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.structure_id = m.structure_id
                        AND o.role = 'structure_manager' AND o.ended_on IS NULL)""",
}


@click.command()
def doctor() -> None:
    """Check the promises on the live database; exit code 1 when one is broken."""
    broken = 0
    with create_app().app_context():
        for promise, query in PROMISES.items():
            count = db.session.scalar(sa.text(query))
            broken += bool(count)
            click.echo(f"{'BROKEN' if count else 'ok':>6} {count:>7} {promise}")
    sys.exit(1 if broken else 0)
