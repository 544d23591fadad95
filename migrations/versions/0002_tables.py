"""Tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:

    op.create_table(
        "departement",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_departement")),
    )
    op.create_table(
        "epci",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_epci")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("session_version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("uid", name=op.f("uq_user_uid")),
    )
    op.create_table(
        "account_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("invitation", "reset", name="linkpurpose", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('invitation', 'reset')", name=op.f("ck_account_link_purpose")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_account_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    op.create_index(op.f("ix_account_link_user_id"), "account_link", ["user_id"], unique=False)
    op.create_table(
        "arrondissement",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("departement_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["departement_code"], ["departement.code"], name=op.f("fk_arrondissement_departement_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_arrondissement")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("quarter", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "building",
                "draft",
                "signed_off",
                "published",
                "replaced",
                "archived",
                name="editionstate",
                native_enum=False,
                length=None,
            ),
            server_default="building",
            nullable=False,
        ),
        sa.Column("stage", sa.Text(), server_default="", nullable=False),
        sa.Column("requested_by_id", sa.BigInteger(), nullable=True),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("audit", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("audit_passed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("loss", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("signed_off_by_id", sa.BigInteger(), nullable=True),
        sa.Column("signed_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('building', 'draft') OR (audit_passed AND signed_off_at IS NOT NULL)",
            name=op.f("ck_edition_proof"),
        ),
        sa.CheckConstraint(
            "state IN ('building', 'draft', 'signed_off', 'published', 'replaced', 'archived')",
            name=op.f("ck_edition_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('published', 'replaced', 'archived') OR published_at IS NOT NULL",
            name=op.f("ck_edition_published"),
        ),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_edition_quarter")),
        sa.ForeignKeyConstraint(["published_by_id"], ["user.id"], name=op.f("fk_edition_published_by_id")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["user.id"], name=op.f("fk_edition_requested_by_id")),
        sa.ForeignKeyConstraint(["signed_off_by_id"], ["user.id"], name=op.f("fk_edition_signed_off_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("uid", name=op.f("uq_edition_uid")),
        sa.UniqueConstraint("year", "quarter", "revision", name=op.f("uq_edition_year_quarter_revision")),
    )
    op.create_index(
        "uq_edition_published",
        "edition",
        ["year", "quarter"],
        unique=True,
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "commune",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("postcodes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("population", sa.BigInteger(), nullable=False),
        sa.Column("arrondissement_code", sa.Text(), nullable=False),
        sa.Column("epci_code", sa.Text(), nullable=True),
        sa.Column("departement_code", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("located", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrondissement_code"], ["arrondissement.code"], name=op.f("fk_commune_arrondissement_code")
        ),
        sa.ForeignKeyConstraint(["departement_code"], ["departement.code"], name=op.f("fk_commune_departement_code")),
        sa.ForeignKeyConstraint(["epci_code"], ["epci.code"], name=op.f("fk_commune_epci_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_commune")),
    )
    op.create_index(op.f("ix_commune_arrondissement_code"), "commune", ["arrondissement_code"], unique=False)
    op.create_index(op.f("ix_commune_epci_code"), "commune", ["epci_code"], unique=False)
    op.create_index(
        "ix_commune_folded", "commune", ["folded"], unique=False, postgresql_ops={"folded": "text_pattern_ops"}
    )
    op.create_index("ix_commune_postcodes", "commune", ["postcodes"], unique=False, postgresql_using="gin")
    op.create_table(
        "edition_cell",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), server_default="", nullable=False),
        sa.Column("axis", sa.Text(), server_default="", nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("(value IS NULL) = (status <> 'published')", name=op.f("ck_edition_cell_hidden")),
        sa.CheckConstraint("status IN ('published', 'primary', 'secondary')", name=op.f("ck_edition_cell_status")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_cell_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_cell")),
        sa.UniqueConstraint(
            "edition_id",
            "indicator",
            "territory",
            "axis",
            name=op.f("uq_edition_cell_edition_id_indicator_territory_axis"),
        ),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("usual_name", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum("female", "male", "other", "unknown", name="sex", native_enum=False, length=None),
            server_default="unknown",
            nullable=False,
        ),
        sa.Column("commune_code", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("no_phone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("no_email", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("messages_agreed", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "education_level",
            sa.Enum(
                "below_3_no_diploma",
                "below_3_brevet_cfg",
                "level_3",
                "level_4",
                "level_5",
                "level_6",
                "level_7_8",
                "foreign_unrecognised",
                "unknown",
                name="educationlevel",
                native_enum=False,
                length=None,
            ),
            server_default="unknown",
            nullable=False,
        ),
        sa.Column(
            "last_class",
            sa.Enum(
                "4e_3e",
                "3e_prepa_segpa",
                "cap1",
                "cap2",
                "2nde_pro",
                "1re_pro",
                "tle_pro",
                "2nde_gt",
                "1re_gt",
                "tle_gt",
                "ulis",
                "upe2a",
                "sup",
                "cfa",
                "other",
                name="lastclass",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column(
            "housing",
            sa.Enum(
                "parents_family",
                "autonomous_tenant_private",
                "autonomous_tenant_social",
                "friends_third_party",
                "fjt_foyer",
                "chrs_emergency",
                "hotel",
                "mobile_home",
                "homeless",
                "other",
                "unknown",
                name="housing",
                native_enum=False,
                length=None,
            ),
            server_default="unknown",
            nullable=False,
        ),
        sa.Column(
            "mobility",
            sa.Enum(
                "none",
                "public_transport",
                "bike_scooter",
                "car",
                "unknown",
                name="mobility",
                native_enum=False,
                length=None,
            ),
            server_default="unknown",
            nullable=False,
        ),
        sa.Column(
            "licence_b",
            sa.Enum(
                "none",
                "code_in_progress",
                "code_obtained",
                "driving_in_progress",
                "obtained",
                "suspended_or_foreign",
                "unknown",
                name="licenceb",
                native_enum=False,
                length=None,
            ),
            server_default="unknown",
            nullable=False,
        ),
        sa.Column(
            "childcare",
            sa.Enum("not_concerned", "ok", "difficulty", "none", name="childcare", native_enum=False, length=None),
            server_default="not_concerned",
            nullable=False,
        ),
        sa.Column("restricted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_contact_from_person_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "folded",
            sa.Text(),
            sa.Computed(
                "crm_fold(given_name || ' ' || family_name || ' ' || coalesce(usual_name, ''))", persisted=True
            ),
            nullable=False,
        ),
        sa.CheckConstraint("born_on BETWEEN '1920-01-01' AND '2100-01-01'", name=op.f("ck_person_born_on")),
        sa.CheckConstraint(
            "childcare IN ('not_concerned', 'ok', 'difficulty', 'none')", name=op.f("ck_person_childcare")
        ),
        sa.CheckConstraint(
            "education_level IN ('below_3_no_diploma', 'below_3_brevet_cfg', 'level_3', 'level_4', 'level_5', 'level_6', 'level_7_8', 'foreign_unrecognised', 'unknown')",
            name=op.f("ck_person_education_level"),
        ),
        sa.CheckConstraint("given_name <> '' AND family_name <> ''", name=op.f("ck_person_names")),
        sa.CheckConstraint(
            "housing IN ('parents_family', 'autonomous_tenant_private', 'autonomous_tenant_social', 'friends_third_party', 'fjt_foyer', 'chrs_emergency', 'hotel', 'mobile_home', 'homeless', 'other', 'unknown')",
            name=op.f("ck_person_housing"),
        ),
        sa.CheckConstraint(
            "last_class IN ('4e_3e', '3e_prepa_segpa', 'cap1', 'cap2', '2nde_pro', '1re_pro', 'tle_pro', '2nde_gt', '1re_gt', 'tle_gt', 'ulis', 'upe2a', 'sup', 'cfa', 'other')",
            name=op.f("ck_person_last_class"),
        ),
        sa.CheckConstraint(
            "licence_b IN ('none', 'code_in_progress', 'code_obtained', 'driving_in_progress', 'obtained', 'suspended_or_foreign', 'unknown')",
            name=op.f("ck_person_licence_b"),
        ),
        sa.CheckConstraint(
            "mobility IN ('none', 'public_transport', 'bike_scooter', 'car', 'unknown')",
            name=op.f("ck_person_mobility"),
        ),
        sa.CheckConstraint("phone ~ '^\\+[0-9]{6,15}$'", name=op.f("ck_person_phone")),
        sa.CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name=op.f("ck_person_sex")),
        sa.CheckConstraint("NOT (no_email AND email IS NOT NULL)", name=op.f("ck_person_no_email")),
        sa.CheckConstraint("NOT (no_phone AND phone IS NOT NULL)", name=op.f("ck_person_no_phone")),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_person_commune_code")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_person_created_by_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("fk_person_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
    )
    op.create_index(op.f("ix_person_commune_code"), "person", ["commune_code"], unique=False)
    op.create_index(
        "ix_person_email",
        "person",
        [sa.literal_column("lower(email)")],
        unique=False,
        postgresql_where=sa.text("email IS NOT NULL"),
    )
    op.create_index("ix_person_exact", "person", ["born_on", "folded"], unique=False)
    op.create_index(
        "ix_person_folded",
        "person",
        ["folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.create_index("ix_person_phone", "person", ["phone"], unique=False, postgresql_where=sa.text("phone IS NOT NULL"))
    op.create_table(
        "structure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("siret", sa.Text(), nullable=True),
        sa.Column("uai", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum("de_droit", "labellise", "partenaire_local", name="membershiptier", native_enum=False, length=None),
            server_default="de_droit",
            nullable=False,
        ),
        sa.Column(
            "service_level",
            sa.Enum(
                "premier_accueil",
                "conseil_personnalise",
                "accompagnement",
                name="servicelevel",
                native_enum=False,
                length=None,
            ),
            server_default="accompagnement",
            nullable=False,
        ),
        sa.Column("opening_hours", sa.Text(), server_default="", nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("phone ~ '^\\+[0-9]{6,15}$'", name=op.f("ck_structure_phone")),
        sa.CheckConstraint(
            "service_level IN ('premier_accueil', 'conseil_personnalise', 'accompagnement')",
            name=op.f("ck_structure_service_level"),
        ),
        sa.CheckConstraint("siret ~ '^[0-9]{14}$'", name=op.f("ck_structure_siret")),
        sa.CheckConstraint("tier IN ('de_droit', 'labellise', 'partenaire_local')", name=op.f("ck_structure_tier")),
        sa.CheckConstraint("uai ~ '^[0-9]{7}[A-Z]$'", name=op.f("ck_structure_uai")),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_structure_capacity")),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_structure_commune_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure")),
        sa.UniqueConstraint("siret", name=op.f("uq_structure_siret")),
        sa.UniqueConstraint("uai", name=op.f("uq_structure_uai")),
        sa.UniqueConstraint("uid", name=op.f("uq_structure_uid")),
    )
    op.create_index(op.f("ix_structure_commune_code"), "structure", ["commune_code"], unique=False)
    op.create_table(
        "anonymous_reception",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_anonymous_reception_count")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_anonymous_reception_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_reception")),
    )
    op.create_index(op.f("ix_anonymous_reception_received_on"), "anonymous_reception", ["received_on"], unique=False)
    op.create_index(op.f("ix_anonymous_reception_structure_id"), "anonymous_reception", ["structure_id"], unique=False)
    op.create_table(
        "barrier",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "theme",
            sa.Enum(
                "choose_job",
                "train",
                "prepare_application",
                "find_job",
                "create_business",
                "mobility",
                "housing",
                "family_childcare",
                "admin_legal",
                "financial",
                "health",
                "digital",
                "basic_skills",
                "remobilisation",
                "equipment_food",
                "international",
                name="theme",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum("none", "to_watch", "blocking", name="severity", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("severity IN ('none', 'to_watch', 'blocking')", name=op.f("ck_barrier_severity")),
        sa.CheckConstraint(
            "theme IN ('choose_job', 'train', 'prepare_application', 'find_job', 'create_business', 'mobility', 'housing', 'family_childcare', 'admin_legal', 'financial', 'health', 'digital', 'basic_skills', 'remobilisation', 'equipment_food', 'international')",
            name=op.f("ck_barrier_theme"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_barrier_author_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_barrier_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_barrier_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier")),
    )
    op.create_index("ix_barrier_person", "barrier", ["person_id", "theme", "checked_at"], unique=False)
    op.create_table(
        "contact_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "individual_interview",
                "phone_interview",
                "video_interview",
                "collective_information",
                "workshop",
                "partner_interview",
                "home_visit",
                "immersion_visit",
                "outreach",
                "mediation_no_contact",
                "administrative",
                "inbound_message",
                "other",
                name="contacttype",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column("themes", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("commune_code", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "type IN ('individual_interview', 'phone_interview', 'video_interview', 'collective_information', 'workshop', 'partner_interview', 'home_visit', 'immersion_visit', 'outreach', 'mediation_no_contact', 'administrative', 'inbound_message', 'other')",
            name=op.f("ck_contact_event_type"),
        ),
        sa.CheckConstraint("minutes > 0 AND minutes < 1440", name=op.f("ck_contact_event_minutes")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_contact_event_author_id")),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_contact_event_commune_code")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_event_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_contact_event_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_contact_event_uid")),
    )
    op.create_index("ix_contact_event_happened_at", "contact_event", ["happened_at"], unique=False)
    op.create_index("ix_contact_event_person", "contact_event", ["person_id", "happened_at"], unique=False)
    op.create_index(op.f("ix_contact_event_structure_id"), "contact_event", ["structure_id"], unique=False)
    op.create_table(
        "coverage",
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("arrondissement_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrondissement_code"], ["arrondissement.code"], name=op.f("fk_coverage_arrondissement_code")
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structure.id"], name=op.f("fk_coverage_structure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("structure_id", "arrondissement_code", name=op.f("pk_coverage")),
    )
    op.create_index(op.f("ix_coverage_arrondissement_code"), "coverage", ["arrondissement_code"], unique=False)
    op.create_table(
        "guardian",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "mother", "father", "guardian", "ase", "other", name="guardianrelation", native_enum=False, length=None
            ),
            nullable=False,
        ),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("priority", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("may_be_contacted", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint("phone ~ '^\\+[0-9]{6,15}$'", name=op.f("ck_guardian_phone")),
        sa.CheckConstraint(
            "relation IN ('mother', 'father', 'guardian', 'ase', 'other')", name=op.f("ck_guardian_relation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_guardian_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
        sa.UniqueConstraint("uid", name=op.f("uq_guardian_uid")),
    )
    op.create_index(op.f("ix_guardian_person_id"), "guardian", ["person_id"], unique=False)
    op.create_table(
        "information_notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("oral", "paper", "email", "sms", name="noticechannel", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("to_guardian", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("channel IN ('oral', 'paper', 'email', 'sms')", name=op.f("ck_information_notice_channel")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_information_notice_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_information_notice_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_notice")),
    )
    op.create_index(op.f("ix_information_notice_person_id"), "information_notice", ["person_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "appointment_confirmation",
                "appointment_reminder",
                "appointment_changed",
                "appointment_cancelled",
                "referral_received",
                "referral_nudge",
                "referral_answered",
                "referral_expired",
                "contact_attempt",
                "solution_checkup",
                "counsellor_daily_digest",
                "supervisor_weekly_digest",
                "retention_notice",
                "account_invitation",
                "password_reset",
                "report_published",
                "break_glass",
                name="messagekind",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("channel", sa.Enum("email", "sms", name="channel", native_enum=False, length=None), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "delivered",
                "failed",
                "cancelled",
                "too_late",
                "suppressed",
                name="messagestate",
                native_enum=False,
                length=None,
            ),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("structure_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name=op.f("ck_message_lease")),
        sa.CheckConstraint("channel IN ('email', 'sms')", name=op.f("ck_message_channel")),
        sa.CheckConstraint(
            "kind IN ('appointment_confirmation', 'appointment_reminder', 'appointment_changed', 'appointment_cancelled', 'referral_received', 'referral_nudge', 'referral_answered', 'referral_expired', 'contact_attempt', 'solution_checkup', 'counsellor_daily_digest', 'supervisor_weekly_digest', 'retention_notice', 'account_invitation', 'password_reset', 'report_published', 'break_glass')",
            name=op.f("ck_message_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'delivered', 'failed', 'cancelled', 'too_late', 'suppressed')",
            name=op.f("ck_message_state"),
        ),
        sa.CheckConstraint("state NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL", name=op.f("ck_message_sent")),
        sa.CheckConstraint("not_before < not_after", name=op.f("ck_message_window")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_message_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "kind",
            "subject",
            "recipient",
            "occasion",
            "channel",
            name=op.f("uq_message_kind_subject_recipient_occasion_channel"),
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_message_uid")),
    )
    op.create_index(
        "ix_message_due",
        "message",
        [sa.literal_column("coalesce(lease_until, retry_at, not_before)")],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.create_index(
        "ix_message_failed",
        "message",
        ["structure_id", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"], unique=False)
    op.create_index(op.f("ix_message_structure_id"), "message", ["structure_id"], unique=False)
    op.create_index(
        "ix_message_subject",
        "message",
        ["subject"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("author", "structure", "circle", name="audience", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("audience IN ('author', 'structure', 'circle')", name=op.f("ck_note_audience")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_note_not_empty")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_note_author_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_note_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_note_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("uid", name=op.f("uq_note_uid")),
    )
    op.create_index(op.f("ix_note_person_id"), "note", ["person_id"], unique=False)
    op.create_table(
        "person_flag",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "flag",
            sa.Enum(
                "qpv",
                "frr",
                "rqth",
                "ase_care",
                "refugee_protection",
                "judicial_followup",
                "carer",
                "single_parent",
                name="flag",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "flag IN ('qpv', 'frr', 'rqth', 'ase_care', 'refugee_protection', 'judicial_followup', 'carer', 'single_parent')",
            name=op.f("ck_person_flag_flag"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_flag_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_flag")),
        sa.UniqueConstraint("person_id", "flag", name=op.f("uq_person_flag_person_id_flag")),
    )
    op.create_table(
        "platform",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lead_structure_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lead_structure_id"], ["structure.id"], name=op.f("fk_platform_lead_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform")),
        sa.UniqueConstraint("name", name=op.f("uq_platform_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_platform_uid")),
    )
    op.create_index(op.f("ix_platform_lead_structure_id"), "platform", ["lead_structure_id"], unique=False)
    op.create_table(
        "restricted_access",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_restricted_access_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_restricted_access_user_id")),
        sa.PrimaryKeyConstraint("person_id", "user_id", name=op.f("pk_restricted_access")),
    )
    op.create_table(
        "sharing_agreement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("scope", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sharing_agreement_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_sharing_agreement_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_agreement")),
    )
    op.create_index(op.f("ix_sharing_agreement_person_id"), "sharing_agreement", ["person_id"], unique=False)
    op.create_index(op.f("ix_sharing_agreement_structure_id"), "sharing_agreement", ["structure_id"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_site_commune_code")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_site_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("uid", name=op.f("uq_site_uid")),
    )
    op.create_index(op.f("ix_site_structure_id"), "site", ["structure_id"], unique=False)
    op.create_table(
        "situation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "job",
                "work_study",
                "training",
                "immersion",
                "pmsmp",
                "volunteering_civic_service",
                "schooling",
                "job_seeker",
                "neet_no_activity",
                "unavailable_health",
                "custody",
                "unknown",
                name="situationcategory",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("planned", "ongoing", "ended", name="situationstate", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column(
            "contract",
            sa.Enum(
                "cdi",
                "cdd_ge_6m",
                "cdd_lt_6m",
                "interim",
                "apprenticeship",
                "professionalisation",
                "iae",
                "pec_aide",
                "self_employed",
                "other",
                name="jobcontract",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "category IN ('job', 'work_study', 'training', 'immersion', 'pmsmp', 'volunteering_civic_service', 'schooling', 'job_seeker', 'neet_no_activity', 'unavailable_health', 'custody', 'unknown')",
            name=op.f("ck_situation_category"),
        ),
        sa.CheckConstraint(
            "contract IN ('cdi', 'cdd_ge_6m', 'cdd_lt_6m', 'interim', 'apprenticeship', 'professionalisation', 'iae', 'pec_aide', 'self_employed', 'other')",
            name=op.f("ck_situation_contract"),
        ),
        sa.CheckConstraint("state IN ('planned', 'ongoing', 'ended')", name=op.f("ck_situation_state")),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_situation_order")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_situation_author_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_situation_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_situation_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation")),
        sa.UniqueConstraint("uid", name=op.f("uq_situation_uid")),
    )
    op.create_index(op.f("ix_situation_person_id"), "situation", ["person_id"], unique=False)
    op.create_index("ix_situation_started_on", "situation", ["started_on"], unique=False)
    op.create_table(
        "structure_network",
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "network",
            sa.Enum(
                "mission_locale",
                "maison_emploi_formation",
                "cio",
                "mlds",
                "france_travail",
                "cap_emploi",
                "cfa",
                "chambre_consulaire",
                "plie",
                "e2c",
                "epide",
                "afpa",
                "apec",
                "cep_operator",
                "proch_info_formation",
                "information_jeunesse",
                "lycee",
                "college",
                "universite_scuio",
                "pjj",
                "departement_ase",
                "ccas",
                "prevention_specialisee",
                "autre",
                name="network",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "network IN ('mission_locale', 'maison_emploi_formation', 'cio', 'mlds', 'france_travail', 'cap_emploi', 'cfa', 'chambre_consulaire', 'plie', 'e2c', 'epide', 'afpa', 'apec', 'cep_operator', 'proch_info_formation', 'information_jeunesse', 'lycee', 'college', 'universite_scuio', 'pjj', 'departement_ase', 'ccas', 'prevention_specialisee', 'autre')",
            name=op.f("ck_structure_network_network"),
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structure.id"], name=op.f("fk_structure_network_structure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("structure_id", "network", name=op.f("pk_structure_network")),
    )
    op.create_table(
        "support_episode",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("referent_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "scheme",
            sa.Enum(
                "pacea",
                "cej",
                "obligation_formation",
                "tdo",
                "ambition_emploi",
                "avenir_pro",
                "promo_16_18",
                "cep",
                "pmsmp",
                "e2c",
                "epide",
                "service_civique",
                "mlds_action",
                "none",
                name="supportscheme",
                native_enum=False,
                length=None,
            ),
            server_default="none",
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "durable_job",
                "short_job",
                "training",
                "work_study",
                "schooling",
                "support_changed",
                "youth_request",
                "counsellor_or_abandon",
                "commitments_not_met",
                "age_limit",
                "moved",
                "contract_ended",
                "civic_service",
                "business_creation",
                "esat",
                "retention_purge",
                "other",
                name="endreason",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("next_step", sa.Text(), server_default="", nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "end_reason IN ('durable_job', 'short_job', 'training', 'work_study', 'schooling', 'support_changed', 'youth_request', 'counsellor_or_abandon', 'commitments_not_met', 'age_limit', 'moved', 'contract_ended', 'civic_service', 'business_creation', 'esat', 'retention_purge', 'other')",
            name=op.f("ck_support_episode_end_reason"),
        ),
        sa.CheckConstraint(
            "scheme IN ('pacea', 'cej', 'obligation_formation', 'tdo', 'ambition_emploi', 'avenir_pro', 'promo_16_18', 'cep', 'pmsmp', 'e2c', 'epide', 'service_civique', 'mlds_action', 'none')",
            name=op.f("ck_support_episode_scheme"),
        ),
        sa.CheckConstraint("(closed_on IS NULL) = (end_reason IS NULL)", name=op.f("ck_support_episode_end")),
        sa.CheckConstraint("closed_on >= opened_on", name=op.f("ck_support_episode_order")),
        sa.CheckConstraint(
            "closed_on IS NOT NULL OR next_step_on IS NOT NULL", name=op.f("ck_support_episode_never_lost")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_support_episode_person_id")),
        sa.ForeignKeyConstraint(["referent_id"], ["user.id"], name=op.f("fk_support_episode_referent_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_support_episode_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_episode")),
        sa.UniqueConstraint("uid", name=op.f("uq_support_episode_uid")),
    )
    op.create_index(
        "ix_support_episode_next",
        "support_episode",
        ["referent_id", "next_step_on"],
        unique=False,
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_index(op.f("ix_support_episode_person_id"), "support_episode", ["person_id"], unique=False)
    op.create_index(op.f("ix_support_episode_referent_id"), "support_episode", ["referent_id"], unique=False)
    op.create_index(op.f("ix_support_episode_structure_id"), "support_episode", ["structure_id"], unique=False)
    op.create_index(
        "uq_support_episode_open",
        "support_episode",
        ["person_id", "structure_id"],
        unique=True,
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_table(
        "training_obligation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "to_check",
                "satisfied",
                "exempt_medical",
                "not_satisfied",
                "summoned",
                "to_transmit",
                "transmitted_department",
                "ended_majority",
                name="obligationstate",
                native_enum=False,
                length=None,
            ),
            server_default="to_check",
            nullable=False,
        ),
        sa.Column(
            "satisfied_by",
            sa.Enum(
                "back_to_school_initial",
                "micro_lycee_return_structure",
                "apprenticeship",
                "vocational_training",
                "e2c",
                "epide",
                "promo_16_18",
                "mlds_action",
                "civic_service",
                "job",
                "support_pacea",
                "support_cej",
                "support_other",
                "medico_social",
                "smv",
                "exempt_medical",
                name="solutiontype",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column(
            "trigger",
            sa.Enum(
                "missed_interview",
                "left_path",
                "no_longer_answers",
                name="obligationtrigger",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("satisfied_on", sa.Date(), nullable=True),
        sa.Column("summoned_on", sa.Date(), nullable=True),
        sa.Column("transmit_due_on", sa.Date(), nullable=True),
        sa.Column("transmitted_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "satisfied_by IN ('back_to_school_initial', 'micro_lycee_return_structure', 'apprenticeship', 'vocational_training', 'e2c', 'epide', 'promo_16_18', 'mlds_action', 'civic_service', 'job', 'support_pacea', 'support_cej', 'support_other', 'medico_social', 'smv', 'exempt_medical')",
            name=op.f("ck_training_obligation_satisfied_by"),
        ),
        sa.CheckConstraint(
            "state <> 'transmitted_department' OR transmitted_on IS NOT NULL",
            name=op.f("ck_training_obligation_transmitted"),
        ),
        sa.CheckConstraint(
            "state IN ('to_check', 'satisfied', 'exempt_medical', 'not_satisfied', 'summoned', 'to_transmit', 'transmitted_department', 'ended_majority')",
            name=op.f("ck_training_obligation_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('summoned', 'to_transmit', 'transmitted_department') OR (summoned_on IS NOT NULL AND transmit_due_on IS NOT NULL AND trigger IS NOT NULL)",
            name=op.f("ck_training_obligation_summons"),
        ),
        sa.CheckConstraint(
            "trigger IN ('missed_interview', 'left_path', 'no_longer_answers')",
            name=op.f("ck_training_obligation_trigger"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_obligation_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_training_obligation_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_obligation")),
        sa.UniqueConstraint("person_id", name=op.f("uq_training_obligation_person_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_training_obligation_uid")),
    )
    op.create_index(op.f("ix_training_obligation_structure_id"), "training_obligation", ["structure_id"], unique=False)
    op.create_table(
        "appointment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("counsellor_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "individual",
                "workshop",
                "collective_information",
                "forum",
                "job_dating",
                "ambassador_visit",
                name="appointmentkind",
                native_enum=False,
                length=None,
            ),
            server_default="individual",
            nullable=False,
        ),
        sa.Column(
            "location",
            sa.Enum(
                "office",
                "phone",
                "video",
                "home",
                "school",
                "partner_site",
                name="appointmentlocation",
                native_enum=False,
                length=None,
            ),
            server_default="office",
            nullable=False,
        ),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("capacity", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum("planned", "cancelled", "freed", "moved", name="appointmentstatus", native_enum=False, length=None),
            server_default="planned",
            nullable=False,
        ),
        sa.Column("moved_from_id", sa.BigInteger(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("counsellor_id"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("status = 'planned'"),
            using="gist",
            name="ex_appointment_counsellor",
        ),
        sa.CheckConstraint(
            "ends_at > starts_at AND ends_at <= starts_at + interval '12 hours'", name=op.f("ck_appointment_duration")
        ),
        sa.CheckConstraint("kind = 'individual' OR title <> ''", name=op.f("ck_appointment_title")),
        sa.CheckConstraint(
            "kind IN ('individual', 'workshop', 'collective_information', 'forum', 'job_dating', 'ambassador_visit')",
            name=op.f("ck_appointment_kind"),
        ),
        sa.CheckConstraint(
            "location IN ('office', 'phone', 'video', 'home', 'school', 'partner_site')",
            name=op.f("ck_appointment_location"),
        ),
        sa.CheckConstraint("status IN ('planned', 'cancelled', 'freed', 'moved')", name=op.f("ck_appointment_status")),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_appointment_capacity")),
        sa.ForeignKeyConstraint(["counsellor_id"], ["user.id"], name=op.f("fk_appointment_counsellor_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_appointment_created_by_id")),
        sa.ForeignKeyConstraint(["moved_from_id"], ["appointment.id"], name=op.f("fk_appointment_moved_from_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_appointment_site_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_appointment_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("id", "starts_at", "ends_at", name=op.f("uq_appointment_id_starts_at_ends_at")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointment_uid")),
    )
    op.create_index("ix_appointment_counsellor", "appointment", ["counsellor_id", "starts_at"], unique=False)
    op.create_index(op.f("ix_appointment_structure_id"), "appointment", ["structure_id"], unique=False)
    op.create_index("ix_appointment_structure_start", "appointment", ["structure_id", "starts_at"], unique=False)
    op.create_table(
        "circle",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=True),
        sa.Column("platform_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "created",
                "episode",
                "referral_sent",
                "referral_accepted",
                "referral_pool",
                "dropout",
                name="circlereason",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason IN ('created', 'episode', 'referral_sent', 'referral_accepted', 'referral_pool', 'dropout')",
            name=op.f("ck_circle_reason"),
        ),
        sa.CheckConstraint("num_nonnulls(structure_id, platform_id) = 1", name=op.f("ck_circle_who")),
        sa.CheckConstraint("until >= since", name=op.f("ck_circle_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_circle_person_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_circle_platform_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_circle_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle")),
    )
    op.create_index(op.f("ix_circle_person_id"), "circle", ["person_id"], unique=False)
    op.create_index(
        "ix_circle_platform",
        "circle",
        ["platform_id", "person_id"],
        unique=False,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "ix_circle_structure",
        "circle",
        ["structure_id", "person_id"],
        unique=False,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "uq_circle_open",
        "circle",
        ["person_id", "structure_id", "platform_id", "reason"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "dropout_case",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("platform_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("assigned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "reported",
                "to_contact",
                "contacting",
                "unreachable",
                "reached",
                "interview_set",
                "assessed",
                "solution_proposed",
                "in_solution",
                "stabilised",
                "refused_support",
                "not_concerned",
                "transferred",
                "closed",
                name="dropoutstate",
                native_enum=False,
                length=None,
            ),
            server_default="reported",
            nullable=False,
        ),
        sa.Column(
            "verification",
            sa.Enum(
                "confirmed",
                "re_enrolled_elsewhere",
                "private_or_abroad",
                "apprenticeship_found",
                "already_graduated",
                "moved_out_of_region",
                "duplicate",
                "deceased",
                "under_16",
                "exempt_medical",
                name="verification",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("interview_due_on", sa.Date(), nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("requested", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("causes", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("is_legal_dropout", sa.Boolean(), nullable=True),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("interviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "exit_reason",
            sa.Enum(
                "qualified",
                "solution_stable",
                "aged_out_26",
                "moved",
                "refused_support",
                "unreachable_closed",
                "transferred_department",
                "not_concerned",
                "deceased",
                name="exitreason",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("commune_code", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state IN ('not_concerned', 'transferred', 'closed')) = (closed_on IS NOT NULL)",
            name=op.f("ck_dropout_case_closed"),
        ),
        sa.CheckConstraint(
            "exit_reason IN ('qualified', 'solution_stable', 'aged_out_26', 'moved', 'refused_support', 'unreachable_closed', 'transferred_department', 'not_concerned', 'deceased')",
            name=op.f("ck_dropout_case_exit_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('not_concerned', 'transferred', 'closed') OR next_step_on IS NOT NULL",
            name=op.f("ck_dropout_case_never_lost"),
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'to_contact', 'contacting', 'unreachable', 'reached', 'interview_set', 'assessed', 'solution_proposed', 'in_solution', 'stabilised', 'refused_support', 'not_concerned', 'transferred', 'closed')",
            name=op.f("ck_dropout_case_state"),
        ),
        sa.CheckConstraint(
            "verification IN ('confirmed', 're_enrolled_elsewhere', 'private_or_abroad', 'apprenticeship_found', 'already_graduated', 'moved_out_of_region', 'duplicate', 'deceased', 'under_16', 'exempt_medical')",
            name=op.f("ck_dropout_case_verification"),
        ),
        sa.CheckConstraint("closed_on IS NULL OR exit_reason IS NOT NULL", name=op.f("ck_dropout_case_exit")),
        sa.CheckConstraint("interview_due_on > reported_on", name=op.f("ck_dropout_case_interview_due_on")),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_dropout_case_commune_code")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_dropout_case_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dropout_case_person_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_dropout_case_platform_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_dropout_case_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropout_case")),
        sa.UniqueConstraint("uid", name=op.f("uq_dropout_case_uid")),
    )
    op.create_index("ix_dropout_case_list", "dropout_case", ["structure_id", "state", "next_step_on"], unique=False)
    op.create_index(op.f("ix_dropout_case_owner_id"), "dropout_case", ["owner_id"], unique=False)
    op.create_index("ix_dropout_case_person", "dropout_case", ["person_id"], unique=False)
    op.create_index("ix_dropout_case_platform", "dropout_case", ["platform_id", "state", "next_step_on"], unique=False)
    op.create_index("ix_dropout_case_reported_on", "dropout_case", ["reported_on"], unique=False)
    op.create_index(op.f("ix_dropout_case_structure_id"), "dropout_case", ["structure_id"], unique=False)
    op.create_index(
        "uq_dropout_case_open",
        "dropout_case",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('not_concerned', 'transferred', 'closed')"),
    )
    op.create_table(
        "import_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("platform_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "siei_rio_list",
                "school_report",
                "cfa_rupture",
                "mission_locale",
                "cio",
                "family",
                "self",
                "social_service",
                "jdc",
                "other",
                name="dropoutsource",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received", "ready", "written", "undone", "failed", name="importstate", native_enum=False, length=None
            ),
            server_default="received",
            nullable=False,
        ),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "source IN ('siei_rio_list', 'school_report', 'cfa_rupture', 'mission_locale', 'cio', 'family', 'self', 'social_service', 'jdc', 'other')",
            name=op.f("ck_import_file_source"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'ready', 'written', 'undone', 'failed')", name=op.f("ck_import_file_state")
        ),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_import_file_platform_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["user.id"], name=op.f("fk_import_file_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_import_file_uid")),
    )
    op.create_index(op.f("ix_import_file_platform_id"), "import_file", ["platform_id"], unique=False)
    op.create_index(
        "uq_import_file_content",
        "import_file",
        ["platform_id", "sha256"],
        unique=True,
        postgresql_where=sa.text("state IN ('received', 'ready', 'written')"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "counsellor",
                "structure_manager",
                "psad_coordinator",
                "regional_analyst",
                "dpo",
                "platform_admin",
                name="role",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("structure_id", sa.BigInteger(), nullable=True),
        sa.Column("platform_id", sa.BigInteger(), nullable=True),
        sa.Column("started_on", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN role IN ('counsellor', 'structure_manager') THEN structure_id IS NOT NULL AND platform_id IS NULL WHEN role = 'psad_coordinator' THEN platform_id IS NOT NULL AND structure_id IS NULL ELSE structure_id IS NULL AND platform_id IS NULL END",
            name=op.f("ck_membership_scope"),
        ),
        sa.CheckConstraint(
            "role IN ('counsellor', 'structure_manager', 'psad_coordinator', 'regional_analyst', 'dpo', 'platform_admin')",
            name=op.f("ck_membership_role"),
        ),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_membership_platform_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_membership_structure_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("uid", name=op.f("uq_membership_uid")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "structure_id",
            "platform_id",
            name=op.f("uq_membership_user_id_role_structure_id_platform_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_membership_platform_id"), "membership", ["platform_id"], unique=False)
    op.create_index(op.f("ix_membership_structure_id"), "membership", ["structure_id"], unique=False)
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"], unique=False)
    op.create_table(
        "message_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "delivered",
                "failed",
                "cancelled",
                "too_late",
                "suppressed",
                name="messagestate",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'delivered', 'failed', 'cancelled', 'too_late', 'suppressed')",
            name=op.f("ck_message_event_state"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_event_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_event")),
    )
    op.create_index(op.f("ix_message_event_message_id"), "message_event", ["message_id"], unique=False)
    op.create_table(
        "platform_arrondissement",
        sa.Column("arrondissement_code", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrondissement_code"],
            ["arrondissement.code"],
            name=op.f("fk_platform_arrondissement_arrondissement_code"),
        ),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_platform_arrondissement_platform_id")),
        sa.PrimaryKeyConstraint("arrondissement_code", name=op.f("pk_platform_arrondissement")),
    )
    op.create_index(
        op.f("ix_platform_arrondissement_platform_id"), "platform_arrondissement", ["platform_id"], unique=False
    )
    op.create_table(
        "referral",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("referral", "transfer", "opinion", name="referralkind", native_enum=False, length=None),
            server_default="referral",
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "pending",
                "under_review",
                "accepted",
                "appointment_set",
                "engaged",
                "missed",
                "declined",
                "expired",
                "withdrawn",
                "redirected",
                "closed",
                name="referralstate",
                native_enum=False,
                length=None,
            ),
            server_default="draft",
            nullable=False,
        ),
        sa.Column("sender_structure_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient_structure_id", sa.BigInteger(), nullable=True),
        sa.Column("platform_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_structure_id", sa.BigInteger(), nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("assigned_to_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "theme",
            sa.Enum(
                "choose_job",
                "train",
                "prepare_application",
                "find_job",
                "create_business",
                "mobility",
                "housing",
                "family_childcare",
                "admin_legal",
                "financial",
                "health",
                "digital",
                "basic_skills",
                "remobilisation",
                "equipment_food",
                "international",
                name="theme",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum("normal", "soon", "urgent", name="urgency", native_enum=False, length=None),
            server_default="normal",
            nullable=False,
        ),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("wish", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "basis",
            sa.Enum("agreement", "legal_duty", name="sharingbasis", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column("shared_fields", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("guardian_informed", sa.Boolean(), nullable=True),
        sa.Column("guardian_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "refusal_reason",
            sa.Enum(
                "beneficiary_unreachable",
                "beneficiary_no_show",
                "in_job",
                "in_training",
                "not_eligible",
                "not_mobile",
                "not_interested",
                "barriers_prevent",
                "session_full",
                "duplicate",
                "wrong_territory",
                "already_followed_here",
                "incomplete_request",
                "other",
                name="refusalreason",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("refusal_text", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "support_started",
                "one_off_answer",
                "redirected_elsewhere",
                "did_not_come",
                "declined_by_person",
                "no_answer_from_structure",
                name="referraloutcome",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("engaged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("resent", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("nudged", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("commune_code", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("(state = 'declined') = (refusal_reason IS NOT NULL)", name=op.f("ck_referral_refusal")),
        sa.CheckConstraint("basis IN ('agreement', 'legal_duty')", name=op.f("ck_referral_basis")),
        sa.CheckConstraint("kind IN ('referral', 'transfer', 'opinion')", name=op.f("ck_referral_kind")),
        sa.CheckConstraint(
            "outcome IN ('support_started', 'one_off_answer', 'redirected_elsewhere', 'did_not_come', 'declined_by_person', 'no_answer_from_structure')",
            name=op.f("ck_referral_outcome"),
        ),
        sa.CheckConstraint(
            "refusal_reason IN ('beneficiary_unreachable', 'beneficiary_no_show', 'in_job', 'in_training', 'not_eligible', 'not_mobile', 'not_interested', 'barriers_prevent', 'session_full', 'duplicate', 'wrong_territory', 'already_followed_here', 'incomplete_request', 'other')",
            name=op.f("ck_referral_refusal_reason"),
        ),
        sa.CheckConstraint("state = 'draft' OR sent_at IS NOT NULL", name=op.f("ck_referral_sent")),
        sa.CheckConstraint(
            "state IN ('draft', 'pending', 'under_review', 'accepted', 'appointment_set', 'engaged', 'missed', 'declined', 'expired', 'withdrawn', 'redirected', 'closed')",
            name=op.f("ck_referral_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('pending', 'under_review') OR expires_on IS NOT NULL", name=op.f("ck_referral_expires")
        ),
        sa.CheckConstraint(
            "state NOT IN ('pending', 'under_review', 'accepted', 'appointment_set', 'missed') OR next_step_on IS NOT NULL",
            name=op.f("ck_referral_never_lost"),
        ),
        sa.CheckConstraint(
            "theme IN ('choose_job', 'train', 'prepare_application', 'find_job', 'create_business', 'mobility', 'housing', 'family_childcare', 'admin_legal', 'financial', 'health', 'digital', 'basic_skills', 'remobilisation', 'equipment_food', 'international')",
            name=op.f("ck_referral_theme"),
        ),
        sa.CheckConstraint("urgency IN ('normal', 'soon', 'urgent')", name=op.f("ck_referral_urgency")),
        sa.CheckConstraint(
            "num_nonnulls(recipient_structure_id, platform_id) >= 1", name=op.f("ck_referral_recipient")
        ),
        sa.CheckConstraint("recipient_structure_id <> sender_structure_id", name=op.f("ck_referral_not_itself")),
        sa.CheckConstraint("resent BETWEEN 0 AND 2", name=op.f("ck_referral_resent")),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["user.id"], name=op.f("fk_referral_assigned_to_id")),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_referral_commune_code")),
        sa.ForeignKeyConstraint(["owner_structure_id"], ["structure.id"], name=op.f("fk_referral_owner_structure_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["referral.id"], name=op.f("fk_referral_parent_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_referral_person_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_referral_platform_id")),
        sa.ForeignKeyConstraint(
            ["recipient_structure_id"], ["structure.id"], name=op.f("fk_referral_recipient_structure_id")
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["user.id"], name=op.f("fk_referral_sender_id")),
        sa.ForeignKeyConstraint(
            ["sender_structure_id"], ["structure.id"], name=op.f("fk_referral_sender_structure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("uid", name=op.f("uq_referral_uid")),
    )
    op.create_index(
        "ix_referral_clock",
        "referral",
        ["next_step_on"],
        unique=False,
        postgresql_where=sa.text("state IN ('pending', 'under_review', 'accepted', 'appointment_set', 'missed')"),
    )
    op.create_index("ix_referral_inbox", "referral", ["recipient_structure_id", "state", "sent_at"], unique=False)
    op.create_index(op.f("ix_referral_owner_structure_id"), "referral", ["owner_structure_id"], unique=False)
    op.create_index(op.f("ix_referral_parent_id"), "referral", ["parent_id"], unique=False)
    op.create_index(op.f("ix_referral_person_id"), "referral", ["person_id"], unique=False)
    op.create_index("ix_referral_pool", "referral", ["platform_id", "state", "sent_at"], unique=False)
    op.create_index("ix_referral_sent", "referral", ["sender_structure_id", "state", "sent_at"], unique=False)
    op.create_index("ix_referral_sent_at", "referral", ["sent_at"], unique=False)
    op.create_table(
        "access_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("membership_id", sa.BigInteger(), nullable=True),
        sa.Column("structure_id", sa.BigInteger(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_access_entry_membership_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_entry_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_access_entry_structure_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_access_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
    )
    op.create_index("ix_access_entry_at", "access_entry", ["at"], unique=False)
    op.create_index("ix_access_entry_person", "access_entry", ["person_id", "at"], unique=False)
    op.create_index(op.f("ix_access_entry_user_id"), "access_entry", ["user_id"], unique=False)
    op.create_table(
        "contact_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "call",
                "voicemail",
                "sms",
                "email",
                "letter",
                "registered_letter",
                "home_visit",
                "via_guardian",
                "via_school",
                "via_social_worker",
                "social_network",
                name="attemptchannel",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "reached",
                "no_answer",
                "message_left",
                "wrong_number",
                "bounced",
                "refused",
                "third_party_informed",
                name="attemptresult",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "channel IN ('call', 'voicemail', 'sms', 'email', 'letter', 'registered_letter', 'home_visit', 'via_guardian', 'via_school', 'via_social_worker', 'social_network')",
            name=op.f("ck_contact_attempt_channel"),
        ),
        sa.CheckConstraint(
            "result IN ('reached', 'no_answer', 'message_left', 'wrong_number', 'bounced', 'refused', 'third_party_informed')",
            name=op.f("ck_contact_attempt_result"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_contact_attempt_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["dropout_case.id"], name=op.f("fk_contact_attempt_case_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_contact_attempt_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempt")),
        sa.UniqueConstraint("uid", name=op.f("uq_contact_attempt_uid")),
    )
    op.create_index("ix_contact_attempt_at", "contact_attempt", ["at"], unique=False)
    op.create_index(op.f("ix_contact_attempt_case_id"), "contact_attempt", ["case_id"], unique=False)
    op.create_table(
        "dropout_report",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "siei_rio_list",
                "school_report",
                "cfa_rupture",
                "mission_locale",
                "cio",
                "family",
                "self",
                "social_service",
                "jdc",
                "other",
                name="dropoutsource",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("school_uai", sa.Text(), nullable=True),
        sa.Column("school_name", sa.Text(), server_default="", nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("reported_by_id", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("school_uai ~ '^[0-9]{7}[A-Z]$'", name=op.f("ck_dropout_report_school_uai")),
        sa.CheckConstraint(
            "source IN ('siei_rio_list', 'school_report', 'cfa_rupture', 'mission_locale', 'cio', 'family', 'self', 'social_service', 'jdc', 'other')",
            name=op.f("ck_dropout_report_source"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["dropout_case.id"], name=op.f("fk_dropout_report_case_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_file.id"], name=op.f("fk_dropout_report_import_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["user.id"], name=op.f("fk_dropout_report_reported_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropout_report")),
        sa.UniqueConstraint(
            "case_id", "source", "reported_on", name=op.f("uq_dropout_report_case_id_source_reported_on")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_dropout_report_uid")),
    )
    op.create_index(op.f("ix_dropout_report_case_id"), "dropout_report", ["case_id"], unique=False)
    op.create_index(op.f("ix_dropout_report_import_id"), "dropout_report", ["import_id"], unique=False)
    op.create_index("ix_dropout_report_reported_on", "dropout_report", ["reported_on"], unique=False)
    op.create_table(
        "dropout_transition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column(
            "from_state",
            sa.Enum(
                "reported",
                "to_contact",
                "contacting",
                "unreachable",
                "reached",
                "interview_set",
                "assessed",
                "solution_proposed",
                "in_solution",
                "stabilised",
                "refused_support",
                "not_concerned",
                "transferred",
                "closed",
                name="dropoutstate",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "reported",
                "to_contact",
                "contacting",
                "unreachable",
                "reached",
                "interview_set",
                "assessed",
                "solution_proposed",
                "in_solution",
                "stabilised",
                "refused_support",
                "not_concerned",
                "transferred",
                "closed",
                name="dropoutstate",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "from_state IN ('reported', 'to_contact', 'contacting', 'unreachable', 'reached', 'interview_set', 'assessed', 'solution_proposed', 'in_solution', 'stabilised', 'refused_support', 'not_concerned', 'transferred', 'closed')",
            name=op.f("ck_dropout_transition_from_state"),
        ),
        sa.CheckConstraint(
            "to_state IN ('reported', 'to_contact', 'contacting', 'unreachable', 'reached', 'interview_set', 'assessed', 'solution_proposed', 'in_solution', 'stabilised', 'refused_support', 'not_concerned', 'transferred', 'closed')",
            name=op.f("ck_dropout_transition_to_state"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_dropout_transition_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["dropout_case.id"], name=op.f("fk_dropout_transition_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropout_transition")),
    )
    op.create_index("ix_dropout_transition_at", "dropout_transition", ["at"], unique=False)
    op.create_index(op.f("ix_dropout_transition_case_id"), "dropout_transition", ["case_id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "new",
                "known",
                "repeated",
                "not_concerned",
                "invalid",
                name="rowverdict",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum("import", "link", "skip", name="rowdecision", native_enum=False, length=None),
            nullable=True,
        ),
        sa.CheckConstraint("decision IN ('import', 'link', 'skip')", name=op.f("ck_import_row_decision")),
        sa.CheckConstraint(
            "verdict IN ('new', 'known', 'repeated', 'not_concerned', 'invalid')", name=op.f("ck_import_row_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["import_file.id"], name=op.f("fk_import_row_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_import_row_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_import_row_file_id_number")),
    )
    op.create_index(op.f("ix_import_row_person_id"), "import_row", ["person_id"], unique=False)
    op.create_index("ix_import_row_verdict", "import_row", ["file_id", "verdict", "number"], unique=False)
    op.create_table(
        "participation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "confirmed",
                "excused",
                "revoked",
                "rescheduled",
                "attended",
                "no_show",
                name="participationstatus",
                native_enum=False,
                length=None,
            ),
            server_default="scheduled",
            nullable=False,
        ),
        sa.Column(
            "slot_origin",
            sa.Enum(
                "agreed",
                "imposed",
                "self_booked",
                "walk_in",
                "by_referrer",
                name="slotorigin",
                native_enum=False,
                length=None,
            ),
            server_default="agreed",
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commune_code", sa.Text(), nullable=True),
        sa.Column("referral_id", sa.BigInteger(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("person_id"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("status IN ('scheduled', 'confirmed')"),
            using="gist",
            name="ex_participation_person",
        ),
        sa.CheckConstraint(
            "slot_origin IN ('agreed', 'imposed', 'self_booked', 'walk_in', 'by_referrer')",
            name=op.f("ck_participation_slot_origin"),
        ),
        sa.CheckConstraint(
            "status IN ('scheduled', 'confirmed', 'excused', 'revoked', 'rescheduled', 'attended', 'no_show')",
            name=op.f("ck_participation_status"),
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id", "starts_at", "ends_at"],
            ["appointment.id", "appointment.starts_at", "appointment.ends_at"],
            name=op.f("fk_participation_appointment_id_starts_at_ends_at"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_participation_commune_code")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_participation_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_participation_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint("appointment_id", "person_id", name=op.f("uq_participation_appointment_id_person_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_participation_uid")),
    )
    op.create_index(op.f("ix_participation_appointment_id"), "participation", ["appointment_id"], unique=False)
    op.create_index("ix_participation_person", "participation", ["person_id", "starts_at"], unique=False)
    op.create_index(op.f("ix_participation_referral_id"), "participation", ["referral_id"], unique=False)
    op.create_index("ix_participation_starts_at", "participation", ["starts_at"], unique=False)
    op.create_index(
        "ix_participation_to_complete",
        "participation",
        ["ends_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('scheduled', 'confirmed')"),
    )
    op.create_table(
        "referral_transition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column(
            "from_state",
            sa.Enum(
                "draft",
                "pending",
                "under_review",
                "accepted",
                "appointment_set",
                "engaged",
                "missed",
                "declined",
                "expired",
                "withdrawn",
                "redirected",
                "closed",
                name="referralstate",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "draft",
                "pending",
                "under_review",
                "accepted",
                "appointment_set",
                "engaged",
                "missed",
                "declined",
                "expired",
                "withdrawn",
                "redirected",
                "closed",
                name="referralstate",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "from_state IN ('draft', 'pending', 'under_review', 'accepted', 'appointment_set', 'engaged', 'missed', 'declined', 'expired', 'withdrawn', 'redirected', 'closed')",
            name=op.f("ck_referral_transition_from_state"),
        ),
        sa.CheckConstraint(
            "to_state IN ('draft', 'pending', 'under_review', 'accepted', 'appointment_set', 'engaged', 'missed', 'declined', 'expired', 'withdrawn', 'redirected', 'closed')",
            name=op.f("ck_referral_transition_to_state"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_referral_transition_actor_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_transition_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_transition")),
    )
    op.create_index("ix_referral_transition_at", "referral_transition", ["at"], unique=False)
    op.create_index(op.f("ix_referral_transition_referral_id"), "referral_transition", ["referral_id"], unique=False)
    op.create_table(
        "solution",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "back_to_school_initial",
                "micro_lycee_return_structure",
                "apprenticeship",
                "vocational_training",
                "e2c",
                "epide",
                "promo_16_18",
                "mlds_action",
                "civic_service",
                "job",
                "support_pacea",
                "support_cej",
                "support_other",
                "medico_social",
                "smv",
                "exempt_medical",
                name="solutiontype",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "accepted",
                "refused",
                "started",
                "maintained",
                "broken",
                "completed",
                name="solutionstatus",
                native_enum=False,
                length=None,
            ),
            server_default="proposed",
            nullable=False,
        ),
        sa.Column("where", sa.Text(), server_default="", nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status IN ('proposed', 'accepted', 'refused', 'started', 'maintained', 'broken', 'completed')",
            name=op.f("ck_solution_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('broken', 'completed') OR ended_on IS NOT NULL", name=op.f("ck_solution_ended")
        ),
        sa.CheckConstraint(
            "status NOT IN ('started', 'maintained', 'broken', 'completed') OR started_on IS NOT NULL",
            name=op.f("ck_solution_started"),
        ),
        sa.CheckConstraint(
            "type IN ('back_to_school_initial', 'micro_lycee_return_structure', 'apprenticeship', 'vocational_training', 'e2c', 'epide', 'promo_16_18', 'mlds_action', 'civic_service', 'job', 'support_pacea', 'support_cej', 'support_other', 'medico_social', 'smv', 'exempt_medical')",
            name=op.f("ck_solution_type"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_solution_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["dropout_case.id"], name=op.f("fk_solution_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solution")),
        sa.UniqueConstraint("uid", name=op.f("uq_solution_uid")),
    )
    op.create_index(op.f("ix_solution_case_id"), "solution", ["case_id"], unique=False)
    op.create_index("ix_solution_started_on", "solution", ["started_on"], unique=False)
    op.create_table(
        "solution_check",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("solution_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("still_in", sa.Boolean(), nullable=True),
        sa.CheckConstraint("(done_on IS NULL) = (still_in IS NULL)", name=op.f("ck_solution_check_done")),
        sa.CheckConstraint("month IN (1, 3, 6)", name=op.f("ck_solution_check_month")),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_solution_check_solution_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solution_check")),
        sa.UniqueConstraint("solution_id", "month", name=op.f("uq_solution_check_solution_id_month")),
    )


def downgrade() -> None:

    op.drop_table("solution_check")
    op.drop_index("ix_solution_started_on", table_name="solution")
    op.drop_index(op.f("ix_solution_case_id"), table_name="solution")
    op.drop_table("solution")
    op.drop_index(op.f("ix_referral_transition_referral_id"), table_name="referral_transition")
    op.drop_index("ix_referral_transition_at", table_name="referral_transition")
    op.drop_table("referral_transition")
    op.drop_index(
        "ix_participation_to_complete",
        table_name="participation",
        postgresql_where=sa.text("status IN ('scheduled', 'confirmed')"),
    )
    op.drop_index("ix_participation_starts_at", table_name="participation")
    op.drop_index(op.f("ix_participation_referral_id"), table_name="participation")
    op.drop_index("ix_participation_person", table_name="participation")
    op.drop_index(op.f("ix_participation_appointment_id"), table_name="participation")
    op.drop_table("participation")
    op.drop_index("ix_import_row_verdict", table_name="import_row")
    op.drop_index(op.f("ix_import_row_person_id"), table_name="import_row")
    op.drop_table("import_row")
    op.drop_index(op.f("ix_dropout_transition_case_id"), table_name="dropout_transition")
    op.drop_index("ix_dropout_transition_at", table_name="dropout_transition")
    op.drop_table("dropout_transition")
    op.drop_index("ix_dropout_report_reported_on", table_name="dropout_report")
    op.drop_index(op.f("ix_dropout_report_import_id"), table_name="dropout_report")
    op.drop_index(op.f("ix_dropout_report_case_id"), table_name="dropout_report")
    op.drop_table("dropout_report")
    op.drop_index(op.f("ix_contact_attempt_case_id"), table_name="contact_attempt")
    op.drop_index("ix_contact_attempt_at", table_name="contact_attempt")
    op.drop_table("contact_attempt")
    op.drop_index(op.f("ix_access_entry_user_id"), table_name="access_entry")
    op.drop_index("ix_access_entry_person", table_name="access_entry")
    op.drop_index("ix_access_entry_at", table_name="access_entry")
    op.drop_table("access_entry")
    op.drop_index("ix_referral_sent_at", table_name="referral")
    op.drop_index("ix_referral_sent", table_name="referral")
    op.drop_index("ix_referral_pool", table_name="referral")
    op.drop_index(op.f("ix_referral_person_id"), table_name="referral")
    op.drop_index(op.f("ix_referral_parent_id"), table_name="referral")
    op.drop_index(op.f("ix_referral_owner_structure_id"), table_name="referral")
    op.drop_index("ix_referral_inbox", table_name="referral")
    op.drop_index(
        "ix_referral_clock",
        table_name="referral",
        postgresql_where=sa.text("state IN ('pending', 'under_review', 'accepted', 'appointment_set', 'missed')"),
    )
    op.drop_table("referral")
    op.drop_index(op.f("ix_platform_arrondissement_platform_id"), table_name="platform_arrondissement")
    op.drop_table("platform_arrondissement")
    op.drop_index(op.f("ix_message_event_message_id"), table_name="message_event")
    op.drop_table("message_event")
    op.drop_index(op.f("ix_membership_user_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_structure_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_platform_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(
        "uq_import_file_content",
        table_name="import_file",
        postgresql_where=sa.text("state IN ('received', 'ready', 'written')"),
    )
    op.drop_index(op.f("ix_import_file_platform_id"), table_name="import_file")
    op.drop_table("import_file")
    op.drop_index(
        "uq_dropout_case_open",
        table_name="dropout_case",
        postgresql_where=sa.text("state NOT IN ('not_concerned', 'transferred', 'closed')"),
    )
    op.drop_index(op.f("ix_dropout_case_structure_id"), table_name="dropout_case")
    op.drop_index("ix_dropout_case_reported_on", table_name="dropout_case")
    op.drop_index("ix_dropout_case_platform", table_name="dropout_case")
    op.drop_index("ix_dropout_case_person", table_name="dropout_case")
    op.drop_index(op.f("ix_dropout_case_owner_id"), table_name="dropout_case")
    op.drop_index("ix_dropout_case_list", table_name="dropout_case")
    op.drop_table("dropout_case")
    op.drop_index(
        "uq_circle_open",
        table_name="circle",
        postgresql_where=sa.text("until IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index("ix_circle_structure", table_name="circle", postgresql_where=sa.text("until IS NULL"))
    op.drop_index("ix_circle_platform", table_name="circle", postgresql_where=sa.text("until IS NULL"))
    op.drop_index(op.f("ix_circle_person_id"), table_name="circle")
    op.drop_table("circle")
    op.drop_index("ix_appointment_structure_start", table_name="appointment")
    op.drop_index(op.f("ix_appointment_structure_id"), table_name="appointment")
    op.drop_index("ix_appointment_counsellor", table_name="appointment")
    op.drop_table("appointment")
    op.drop_index(op.f("ix_training_obligation_structure_id"), table_name="training_obligation")
    op.drop_table("training_obligation")
    op.drop_index(
        "uq_support_episode_open", table_name="support_episode", postgresql_where=sa.text("closed_on IS NULL")
    )
    op.drop_index(op.f("ix_support_episode_structure_id"), table_name="support_episode")
    op.drop_index(op.f("ix_support_episode_referent_id"), table_name="support_episode")
    op.drop_index(op.f("ix_support_episode_person_id"), table_name="support_episode")
    op.drop_index(
        "ix_support_episode_next", table_name="support_episode", postgresql_where=sa.text("closed_on IS NULL")
    )
    op.drop_table("support_episode")
    op.drop_table("structure_network")
    op.drop_index("ix_situation_started_on", table_name="situation")
    op.drop_index(op.f("ix_situation_person_id"), table_name="situation")
    op.drop_table("situation")
    op.drop_index(op.f("ix_site_structure_id"), table_name="site")
    op.drop_table("site")
    op.drop_index(op.f("ix_sharing_agreement_structure_id"), table_name="sharing_agreement")
    op.drop_index(op.f("ix_sharing_agreement_person_id"), table_name="sharing_agreement")
    op.drop_table("sharing_agreement")
    op.drop_table("restricted_access")
    op.drop_index(op.f("ix_platform_lead_structure_id"), table_name="platform")
    op.drop_table("platform")
    op.drop_table("person_flag")
    op.drop_index(op.f("ix_note_person_id"), table_name="note")
    op.drop_table("note")
    op.drop_index(
        "ix_message_subject", table_name="message", postgresql_where=sa.text("state IN ('waiting', 'sending')")
    )
    op.drop_index(op.f("ix_message_structure_id"), table_name="message")
    op.drop_index(op.f("ix_message_person_id"), table_name="message")
    op.drop_index("ix_message_failed", table_name="message", postgresql_where=sa.text("state = 'failed'"))
    op.drop_index("ix_message_due", table_name="message", postgresql_where=sa.text("state IN ('waiting', 'sending')"))
    op.drop_table("message")
    op.drop_index(op.f("ix_information_notice_person_id"), table_name="information_notice")
    op.drop_table("information_notice")
    op.drop_index(op.f("ix_guardian_person_id"), table_name="guardian")
    op.drop_table("guardian")
    op.drop_index(op.f("ix_coverage_arrondissement_code"), table_name="coverage")
    op.drop_table("coverage")
    op.drop_index(op.f("ix_contact_event_structure_id"), table_name="contact_event")
    op.drop_index("ix_contact_event_person", table_name="contact_event")
    op.drop_index("ix_contact_event_happened_at", table_name="contact_event")
    op.drop_table("contact_event")
    op.drop_index("ix_barrier_person", table_name="barrier")
    op.drop_table("barrier")
    op.drop_index(op.f("ix_anonymous_reception_structure_id"), table_name="anonymous_reception")
    op.drop_index(op.f("ix_anonymous_reception_received_on"), table_name="anonymous_reception")
    op.drop_table("anonymous_reception")
    op.drop_index(op.f("ix_structure_commune_code"), table_name="structure")
    op.drop_table("structure")
    op.drop_index("ix_person_phone", table_name="person", postgresql_where=sa.text("phone IS NOT NULL"))
    op.drop_index(
        "ix_person_folded", table_name="person", postgresql_using="gin", postgresql_ops={"folded": "gin_trgm_ops"}
    )
    op.drop_index("ix_person_exact", table_name="person")
    op.drop_index("ix_person_email", table_name="person", postgresql_where=sa.text("email IS NOT NULL"))
    op.drop_index(op.f("ix_person_commune_code"), table_name="person")
    op.drop_table("person")
    op.drop_table("edition_cell")
    op.drop_index("ix_commune_postcodes", table_name="commune", postgresql_using="gin")
    op.drop_index("ix_commune_folded", table_name="commune", postgresql_ops={"folded": "text_pattern_ops"})
    op.drop_index(op.f("ix_commune_epci_code"), table_name="commune")
    op.drop_index(op.f("ix_commune_arrondissement_code"), table_name="commune")
    op.drop_table("commune")
    op.drop_index("uq_edition_published", table_name="edition", postgresql_where=sa.text("state = 'published'"))
    op.drop_table("edition")
    op.drop_table("arrondissement")
    op.drop_index(op.f("ix_account_link_user_id"), table_name="account_link")
    op.drop_table("account_link")
    op.drop_table("user")
    op.drop_table("epci")
    op.drop_table("departement")
