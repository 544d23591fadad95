"""What becomes of every column when a person's time is over: one line a table, and a test that misses none.

Sources: CNIL, référentiel for young people and protection (2 years after the last contact that came from the person);
WP29 05/2014 on anonymisation (individualisation, correlation, inference).
"""

from enum import StrEnum


class Fate(StrEnum):
    """What is done to a column when its person is anonymised."""

    KEEP = "keep"
    """A code, a yes or no, a count, a key: says nothing of somebody alone."""

    FORGET = "forget"
    """Names, contacts, and all that somebody typed: emptied."""

    MONTH = "month"
    """A day or an instant: brought to the first of its month."""

    YEAR = "year"
    """A birth: only its year stays."""

    PLACE = "place"
    """A commune: only its département stays."""

    REDRAW = "redraw"
    """What could be noted elsewhere, an address or a batch: drawn again, so that rows are not linked back."""

    ERASE = "erase"
    """The whole row goes with the person."""

    EXPIRE = "expire"
    """The whole row goes at a time of its own: journal, messages, links, lists that came in."""

    ACCOUNT = "account"
    """Who worked, not who was helped: goes a year after the account's last membership."""

    OPEN = "open"
    """About places, structures and figures: about nobody."""


K, F, M, P, R, A = Fate.KEEP, Fate.FORGET, Fate.MONTH, Fate.PLACE, Fate.REDRAW, Fate.ACCOUNT

WHOLE: dict[str, Fate] = {
    **dict.fromkeys(
        ("arrondissement", "commune", "departement", "epci", "trade", "structure", "site", "service"), Fate.OPEN
    ),
    **dict.fromkeys(
        ("structure_network", "coverage", "platform", "platform_arrondissement", "room", "travel"), Fate.OPEN
    ),
    **dict.fromkeys(("anonymous_reception", "edition_cell", "linkage_model", "pool", "channel_setting"), Fate.OPEN),
    **dict.fromkeys(("edition_fact", "edition_measure"), Fate.OPEN),
    **dict.fromkeys(
        ("access_entry", "account_link", "message", "message_event", "import_file", "import_row"), Fate.EXPIRE
    ),
    **dict.fromkeys(("user", "membership", "saved_filter", "favourite", "opening", "absence"), Fate.ACCOUNT),
    **dict.fromkeys(("calendar_feed",), Fate.ACCOUNT),
    **dict.fromkeys(("report_link",), Fate.EXPIRE),
    **dict.fromkeys(
        ("guardian", "further_contact", "draft", "note", "note_wording", "merge", "suspected_pair"), Fate.ERASE
    ),
    **dict.fromkeys(("referral_post", "referral_news"), Fate.ERASE),
    **dict.fromkeys(("person_search", "name_count", "restricted_access", "proposal", "set_aside"), Fate.ERASE),
    "attribute_past": Fate.ERASE,
}
"""Tables whose columns share one fate; a column more changes nothing to it."""

COLUMNS: dict[str, dict[Fate, str]] = {
    "person": {
        K: "id sex no_phone no_email messages_agreed education_level last_class housing mobility licence_b childcare "
        "restricted version merged_into_id language reminded_shortly received_in",
        F: "given_name family_name usual_name address phone email no_guardian_reason folded",
        Fate.YEAR: "born_on",
        M: "confirmed_at last_contact_from_person_at created_at",
        P: "commune_code",
        R: "uid",
        A: "created_by_id",
    },
    "person_flag": {K: "id person_id flag value", F: "source", M: "dated_on"},
    "circle": {K: "id person_id structure_id platform_id reason", M: "since until"},
    "information_notice": {K: "id person_id version channel to_guardian", M: "given_on", A: "recorded_by_id"},
    "sharing_agreement": {K: "id person_id structure_id scope", M: "agreed_on revoked_on"},
    "support_episode": {
        K: "id person_id structure_id scheme end_reason",
        F: "next_step",
        M: "opened_on closed_on next_step_on",
        R: "uid",
        A: "referent_id",
    },
    "handover": {
        K: "id episode_id structure_id",
        M: "made_at until given_back_at",
        R: "batch",
        A: "from_user_id to_user_id made_by_id",
    },
    "contact_event": {
        K: "id person_id structure_id type minutes themes",
        F: "summary",
        M: "happened_at created_at",
        P: "commune_code",
        R: "uid",
        A: "author_id",
    },
    "situation": {
        K: "id person_id category state contract structure_id",
        M: "started_on ended_on created_at",
        R: "uid",
        A: "author_id",
    },
    "barrier": {K: "id person_id theme severity structure_id", M: "checked_at", A: "author_id"},
    "path_item": {
        K: "id person_id kind theme state structure_id",
        F: "text",
        M: "dated_on due_on settled_on",
        R: "uid",
        A: "author_id",
    },
    "trade_explored": {K: "person_id trade_id how interest", M: "explored_on", A: "author_id"},
    "appointment": {
        K: "id structure_id site_id room_id kind location capacity status moved_from_id sequence",
        F: "place title",
        M: "starts_at ends_at created_at",
        R: "uid",
        A: "counsellor_id created_by_id",
    },
    "participation": {
        K: "id appointment_id person_id status slot_origin referral_id contact_id",
        M: "starts_at ends_at booked_at resolved_at",
        P: "commune_code",
        R: "uid",
    },
    "answer": {K: "id participation_id kind", M: "given_at settled_at", R: "uid", A: "settled_by_id"},
    "opt_out": {K: "id person_id channel source", M: "since ended_at", A: "recorded_by_id ended_by_id"},
    "referral": {
        K: "id person_id kind state sender_structure_id recipient_structure_id platform_id owner_structure_id theme "
        "urgency urgency_reason episode_id service_id basis shared_fields guardian_informed parent_id refusal_reason "
        "outcome resent nudged version",
        F: "message wish guardian_reason refusal_text",
        M: "next_step_on sent_at answered_at engaged_at closed_at expires_on created_at linked_at",
        P: "commune_code",
        R: "uid link_uid",
        A: "sender_id referent_id assigned_to_id",
    },
    "referral_transition": {K: "id referral_id move from_state to_state", F: "reason signed", M: "at", A: "actor_id"},
    "dropout_case": {
        K: "id person_id platform_id structure_id assigned state verification requested causes is_legal_dropout "
        "exit_reason climbed version",
        M: "reported_on interview_due_on next_step_on first_attempt_at reached_at interviewed_at closed_on created_at "
        "last_action_at",
        P: "commune_code",
        F: "assigned_why",
        R: "uid",
        A: "owner_id",
    },
    "dropout_report": {
        K: "id case_id source import_id link_id",
        F: "school_uai school_name signed",
        M: "reported_on left_on created_at",
        R: "uid",
        A: "reported_by_id",
    },
    "dropout_transition": {K: "id case_id move from_state to_state", F: "reason", M: "at", A: "actor_id"},
    "contact_attempt": {
        K: "id case_id channel result structure_id",
        F: "comment",
        M: "at step_before heard_before",
        R: "uid",
        A: "author_id",
    },
    "dropout_alert": {K: "id case_id interview rung", M: "due_on at"},
    "solution": {
        K: "id case_id type status",
        F: "where",
        M: "proposed_on started_on ended_on",
        R: "uid",
        A: "author_id",
    },
    "solution_check": {K: "id solution_id month still_in", M: "due_on done_on"},
    "training_obligation": {
        K: "id person_id structure_id platform_id state satisfied_by trigger",
        F: "place",
        M: "opened_on satisfied_on declared_on exempted_on summoned_on transmit_due_on interview_at transmitted_on "
        "ends_on due_on",
        R: "uid",
    },
    "obligation_change": {
        K: "id obligation_id move from_state to_state means trigger",
        M: "happened_on at",
        A: "actor_id",
    },
    "meeting": {Fate.OPEN: "id uid platform_id held_on place closed_at", F: "words", A: "closed_by_id"},
    "meeting_structure": {Fate.OPEN: "meeting_id structure_id"},
    "decision": {
        K: "id meeting_id case_id structure_id",
        F: "words",
        M: "next_on at",
        R: "uid",
        A: "owner_id decided_by_id",
    },
    "edition": {
        Fate.OPEN: "id uid year quarter revision state stage counted_at built_at audit audit_passed loss signed_off_at "
        "published_at opened_at open_audit open_hidden created_at",
        A: "requested_by_id signed_off_by_id published_by_id",
    },
    "edition_move": {Fate.OPEN: "id edition_id came_from went_to at", A: "user_id"},
}


def fates(table: str) -> dict[str, Fate]:
    """The fate of each column of a table that has more than one. Raises KeyError for a table of one fate."""
    return {column: fate for fate, columns in COLUMNS[table].items() for column in columns.split()}
