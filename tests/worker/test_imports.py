"""Lists are worked on in turn, and one that cannot be holds up no other."""

from datetime import UTC, datetime
from random import Random

from sqlalchemy import select, update

from crm.imports.models import ImportFile, ImportRow
from tests.imports.conftest import LINES, as_csv, send


def test_a_list_that_the_database_refuses_is_left_for_the_next_time(browser, dina, db, worker):
    from worker.imports import carry_on_all

    for lines in (LINES[:1], LINES[1:2]):
        send(browser.login(dina), as_csv(lines))
    endless = Random(1).randbytes(20_000).hex()
    row = db.scalars(select(ImportRow).order_by(ImportRow.id)).first()
    row.values = {**row.values, "email": f"{endless}@example.org"}
    db.execute(update(ImportFile).values(state="writing"))
    db.commit()
    carry_on_all(datetime.now(UTC))
    kept = [file.state for file in db.scalars(select(ImportFile).order_by(ImportFile.id))]
    assert kept == ["writing", "written"]
    assert row.written is None
