"""What several attacks send and look for."""

from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.database.model import Model


def rows(database: Database) -> dict[str, list[str]]:
    """All that is kept, by table, in the order of its keys."""
    with database.session() as db:
        return {
            table.name: [repr(row) for row in db.execute(select(table).order_by(*table.primary_key))]
            for table in Model.metadata.sorted_tables
        }


BIG = str(2**63)


ODD: dict[str, str | bytes] = {
    "a null byte": "a\0b",
    "a broken letter": b"\xed\xa0\x80\xff",
    "a number that fits in no column": BIG,
    "a number that fits nowhere": "9" * 5000,
    "less than nothing": "-1",
    "before all calendars": "0001-01-01",
    "the end of all calendars": "9999-12-31",
    "a moment that no UTC has": "0001-01-01T00:00:00+23:59~1",
    "letters of direction": "\u202e\u2066x",
    "a way up": "../../../../etc/passwd",
    "an address": "javascript:alert(1)//",
    "half an address": "https://[::1",
    "nothing": "",
}
