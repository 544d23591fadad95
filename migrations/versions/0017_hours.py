"""Opening hours, absences, rooms and travel; a waiting list behind counted places"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

STATUSES = ("waiting", "scheduled", "confirmed", "excused", "revoked", "rescheduled", "attended", "no_show")
REASONS = (
    *("created", "episode", "referral_sent", "referral_accepted", "referral_pool", "dropout"),
    "appointment",
)


def widen(table: str, column: str, values: tuple[str, ...]) -> None:
    """Let a column of a code list hold these values."""
    name, listed = f"ck_{table}_{column}", ", ".join(f"'{value}'" for value in values)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({listed})) NOT VALID")
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("counsellor_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_absence_range")),
        sa.ForeignKeyConstraint(["counsellor_id"], ["user.id"], name=op.f("fk_absence_counsellor_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_absence_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("uid", name=op.f("uq_absence_uid")),
    )
    op.create_index(op.f("ix_absence_counsellor_id"), "absence", ["counsellor_id"], unique=False)
    op.create_index("ix_absence_structure_end", "absence", ["structure_id", "ends_at"], unique=False)
    op.create_table(
        "room",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_room_not_empty")),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_room_seats")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_room_site_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_room_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint(
            "structure_id",
            "site_id",
            "name",
            name=op.f("uq_room_structure_id_site_id_name"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_room_uid")),
    )
    op.create_index(op.f("ix_room_structure_id"), "room", ["structure_id"], unique=False)
    op.create_table(
        "travel",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("other_site_id", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 240", name=op.f("ck_travel_minutes")),
        sa.CheckConstraint("site_id < other_site_id", name=op.f("ck_travel_order")),
        sa.ForeignKeyConstraint(["other_site_id"], ["site.id"], name=op.f("fk_travel_other_site_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_travel_site_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_travel_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel")),
        sa.UniqueConstraint("site_id", "other_site_id", name=op.f("uq_travel_site_id_other_site_id")),
    )
    op.create_index(op.f("ix_travel_structure_id"), "travel", ["structure_id"], unique=False)
    op.create_table(
        "opening",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("counsellor_id", sa.BigInteger(), nullable=True),
        sa.Column("room_id", sa.BigInteger(), nullable=True),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
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
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("slot_minutes", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("self_bookable", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("partners", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reasons", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint("ends - starts >= slot_minutes * interval '1 minute'", name=op.f("ck_opening_hours")),
        sa.CheckConstraint(
            "location IN ('office', 'phone', 'video', 'home', 'school', 'partner_site')",
            name=op.f("ck_opening_location"),
        ),
        sa.CheckConstraint("num_nonnulls(counsellor_id, room_id) > 0", name=op.f("ck_opening_whose")),
        sa.CheckConstraint("slot_minutes BETWEEN 5 AND 480", name=op.f("ck_opening_slot_minutes")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_opening_valid")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_opening_weekday")),
        sa.ForeignKeyConstraint(["counsellor_id"], ["user.id"], name=op.f("fk_opening_counsellor_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_opening_room_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_opening_site_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_opening_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sa.UniqueConstraint("uid", name=op.f("uq_opening_uid")),
    )
    op.create_index(op.f("ix_opening_counsellor_id"), "opening", ["counsellor_id"], unique=False)
    op.create_index(op.f("ix_opening_room_id"), "opening", ["room_id"], unique=False)
    op.create_index(op.f("ix_opening_structure_id"), "opening", ["structure_id"], unique=False)
    op.create_index("ix_opening_weekday", "opening", ["weekday", "valid_from"], unique=False)
    op.add_column("appointment", sa.Column("room_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_appointment_room_id"), "appointment", "room", ["room_id"], ["id"])
    op.add_column("participation", sa.Column("contact_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_participation_contact_id"), "participation", ["contact_id"], unique=False)
    op.create_foreign_key(op.f("fk_participation_contact_id"), "participation", "contact_event", ["contact_id"], ["id"])
    op.execute(
        "ALTER TABLE appointment ADD CONSTRAINT ex_appointment_room EXCLUDE USING gist"
        " (room_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status = 'planned' AND room_id IS NOT NULL)"
    )
    widen("participation", "status", STATUSES)
    op.drop_constraint("uq_participation_appointment_id_person_id", "participation")
    op.create_index(
        "uq_participation_held",
        "participation",
        ["appointment_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('excused', 'revoked', 'rescheduled')"),
    )
    widen("circle", "reason", REASONS)
    op.execute(
        """
        CREATE FUNCTION crm_count_places() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE places bigint; taken bigint;
        BEGIN
            SELECT capacity INTO places FROM appointment WHERE id = NEW.appointment_id FOR NO KEY UPDATE;
            SELECT count(*) INTO taken FROM participation
            WHERE appointment_id = NEW.appointment_id AND id <> NEW.id AND status IN ('scheduled', 'confirmed');
            IF taken >= places THEN
                RAISE EXCEPTION 'No place is left' USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_participation_place';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER count_places BEFORE INSERT OR UPDATE OF status, appointment_id ON participation"
        " FOR EACH ROW WHEN (NEW.status IN ('scheduled', 'confirmed')) EXECUTE FUNCTION crm_count_places()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER count_places ON participation")
    op.execute("DROP FUNCTION crm_count_places")
    op.execute("DELETE FROM participation WHERE status = 'waiting'")
    op.execute("DELETE FROM circle WHERE reason = 'appointment'")
    op.drop_index("uq_participation_held", table_name="participation")
    op.create_unique_constraint(
        "uq_participation_appointment_id_person_id", "participation", ["appointment_id", "person_id"]
    )
    widen("circle", "reason", REASONS[:-1])
    widen("participation", "status", STATUSES[1:])
    op.drop_constraint("ex_appointment_room", "appointment")
    op.drop_constraint(op.f("fk_participation_contact_id"), "participation", type_="foreignkey")
    op.drop_index(op.f("ix_participation_contact_id"), table_name="participation")
    op.drop_column("participation", "contact_id")
    op.drop_constraint(op.f("fk_appointment_room_id"), "appointment", type_="foreignkey")
    op.drop_column("appointment", "room_id")
    op.drop_index("ix_opening_weekday", table_name="opening")
    op.drop_index(op.f("ix_opening_structure_id"), table_name="opening")
    op.drop_index(op.f("ix_opening_room_id"), table_name="opening")
    op.drop_index(op.f("ix_opening_counsellor_id"), table_name="opening")
    op.drop_table("opening")
    op.drop_index(op.f("ix_travel_structure_id"), table_name="travel")
    op.drop_table("travel")
    op.drop_index(op.f("ix_room_structure_id"), table_name="room")
    op.drop_table("room")
    op.drop_index("ix_absence_structure_end", table_name="absence")
    op.drop_index(op.f("ix_absence_counsellor_id"), table_name="absence")
    op.drop_table("absence")
