"""Rows in memory, table by table, then written with COPY."""

from collections import Counter, defaultdict
from typing import Any

from psycopg import Connection, sql

ORDER = (
    *("structure", "structure_network", "coverage", "service", "site", "platform", "platform_arrondissement"),
    *(
        "user",
        "membership",
        "room",
        "opening",
        "absence",
        "travel",
        "person",
        "guardian",
        "person_flag",
        "information_notice",
        "circle",
    ),
    *("support_episode", "contact_event", "situation", "barrier", "note", "anonymous_reception"),
    *("referral", "referral_transition", "referral_post", "sharing_agreement"),
    *("appointment", "participation", "message", "message_event"),
    *("dropout_case", "dropout_report", "dropout_transition", "contact_attempt"),
    *("solution", "solution_check", "training_obligation", "obligation_change"),
)
"""Parents before children."""

INDEXED = ("person", "circle", "guardian")
COUNTED = ("participation",)


class Tables:
    """What will be written. Numbers are given out here, so that rows can refer to one another."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.last: Counter[str] = Counter()
        self.written: Counter[str] = Counter()

    def next(self, table: str) -> int:
        self.last[table] += 1
        return self.last[table]

    def add(self, table: str, **values: Any) -> None:
        """One row; every row of a table has the same columns."""
        self.rows[table].append(values)

    def flush(self, connection: Connection) -> None:
        """Write what is there, and forget it."""
        for table in ORDER:
            if rows := self.rows.pop(table, None):
                copy_rows(connection, table, rows)
                self.written[table] += len(rows)

    def start(self, connection: Connection) -> None:
        """The index of people is made once, at the end, rather than row by row; places are counted by the story."""
        for table in (*INDEXED, *COUNTED):
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))

    def finish(self, connection: Connection) -> None:
        """Later rows go on after ours, people are found, and the planner knows what is there."""
        connection.execute("SELECT crm_index_people(NULL)")
        for table in (*INDEXED, *COUNTED):
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
        for table in self.last:
            name = sql.Identifier(table)
            query = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))")
            connection.execute(query.format(sql.Literal(f'"{table}"'), name))
        connection.execute("ANALYZE")


def copy_rows(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor().copy(into) as copy:
        for row in rows:
            copy.write_row(list(row.values()))
