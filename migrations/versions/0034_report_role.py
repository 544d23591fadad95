"""Reports are counted under a role that reads events and attributes, but no name, contact or note"""

from alembic import op

revision = "0034"
down_revision = "0033"

READS = {
    "person": "id born_on sex commune_code education_level confirmed_at",
    "person_flag": "id person_id flag value dated_on",
    "attribute_past": "id person_id name value since until",
    "sharing_agreement": "id person_id structure_id agreed_on revoked_on",
    "support_episode": "id person_id structure_id opened_on closed_on end_reason",
    "contact_event": "id person_id structure_id type happened_at commune_code",
    "situation": "id person_id category state contract started_on structure_id",
    "barrier": "id person_id theme severity checked_at structure_id",
    "anonymous_reception": "id structure_id received_on count",
    "appointment": "id structure_id starts_at",
    "participation": "id appointment_id person_id status slot_origin starts_at booked_at commune_code",
    "message": "id kind subject state channel sent_at not_before person_id structure_id",
    "referral": "id person_id state sender_structure_id recipient_structure_id sent_at engaged_at resent refusal_reason"
    " commune_code",
    "referral_transition": "id referral_id to_state at",
    "dropout_case": "id person_id structure_id state verification reported_on interview_due_on reached_at interviewed_at"
    " closed_on commune_code",
    "dropout_report": "id case_id source reported_on",
    "dropout_transition": "id case_id from_state to_state at",
    "contact_attempt": "id case_id at",
    "solution": "id case_id type status proposed_on started_on ended_on",
    "solution_check": "id solution_id month still_in",
    "training_obligation": "id person_id structure_id opened_on ends_on",
    "obligation_change": "id obligation_id move from_state to_state means happened_on",
    "structure": "id commune_code active created_at",
    "structure_network": "structure_id network",
    "commune": "code arrondissement_code departement_code",
}

ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'crm_report') THEN
        BEGIN
            CREATE ROLE crm_report NOLOGIN;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'The role crm_report is missing, and % may not create it.', current_user
                    USING HINT = format('As an administrator: CREATE ROLE crm_report NOLOGIN; GRANT crm_report TO %I;', current_user);
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'crm_report', 'SET') THEN
        EXECUTE format('GRANT crm_report TO %I', current_user);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO crm_report', current_schema());
END $$
"""


def upgrade() -> None:
    op.execute(ROLE)
    for table, columns in READS.items():
        op.execute(f'GRANT SELECT ({", ".join(columns.split())}) ON "{table}" TO crm_report')


def downgrade() -> None:
    """The role itself stays: other databases of the server may use it."""
    for table, columns in READS.items():
        op.execute(f'REVOKE SELECT ({", ".join(columns.split())}) ON "{table}" FROM crm_report')
    op.execute("DO $$ BEGIN EXECUTE format('REVOKE USAGE ON SCHEMA %I FROM crm_report', current_schema()); END $$")
