"""A site with many rows of everything, quickly: what one of each kind left behind is written again and again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select

from peerhub.base.database.engine import Db
from peerhub.base.database.model import Model

# Tables that grow as the site is used, each with what must differ from copy to copy; the id always does. Where it names a table, a
# copy belongs to a row of its own there.
GROWING: Mapping[str, tuple[str, ...]] = {
    "people": ("email", "name"),
    "seats": ("office",),
    "rooms": (),
    "threads": (),
    "messages": ("number",),
    "room_events": ("seq",),
    "room_reads": ("people.person_id",),
    "read_marks": ("threads.thread_id",),
    "thread_followers": ("threads.thread_id",),
    "memberships": ("rooms.room_id",),
    "message_reactions": ("people.person_id",),
    "message_versions": (),
    "mentions": (),
    "room_followers": ("rooms.room_id",),
    "notices": (),
    "email_choices": ("people.person_id",),
    "quiet_hours": ("people.person_id",),
    "outgoing_mails": ("dedupe_key", "message_id"),
    "mail_troubles": ("address",),
    "incoming_mails": ("key",),
    "incoming_counts": ("name",),
    "mailed_replies": ("key",),
    "audit": (),
    "needs": (),
    "offers": (),
    "proposals": (),
    "exchanges": (),
    "exchange_team": ("exchanges.exchange_id",),
    "exchange_providers": ("exchanges.exchange_id",),
    "exchange_ticks": ("exchanges.exchange_id",),
    "sessions": ("uid",),
    "exchange_sessions": ("sessions.session_id",),
    "session_countries": ("sessions.session_id",),
    "session_minutes": (),
    "session_reminders": ("starts_at",),
    "invitees": ("sessions.session_id",),
    "calendar_requests": ("sender",),
    "invitee_notes": ("message_id",),
    "agenda_items": ("position",),
    "surveys": ("subject_id", "store_key"),
    "survey_respondents": ("surveys.survey_id",),
    "survey_managers": ("surveys.survey_id",),
    "survey_named_answers": ("surveys.survey_id",),
    "survey_publications": ("surveys.survey_id",),
    "commitments": (),
    "account_invitations": (),
    "sign_ins": ("token_hash",),
    "sign_in_links": (),
    "address_changes": (),
    "feed_tokens": (),
    "polls": ("messages.message_id",),
    "poll_options": ("polls.poll_id",),
    "poll_votes": ("people.person_id",),
    "post_keys": ("key",),
    "sent_keys": ("key",),
    "roles": ("people.person_id",),
}


def multiply(db: Db, copies: int) -> None:
    """Write each row of the tables that grow `copies` times more; of a table that had many to begin with, its newest three."""
    made: dict[str, dict[int, list[int]]] = {}
    for name, differing in GROWING.items():
        table = Model.metadata.tables[name]
        rows = [dict(row) for row in db.execute(select(table).order_by(*table.primary_key.columns)).mappings()][-3:]
        made[name] = {}
        for at, row in enumerate(rows):
            numbers = range(at * copies, (at + 1) * copies)
            copied = [changed for number in numbers if (changed := _changed(row, differing, number, copies, made))]
            if "id" in table.columns:
                made[name][row["id"]] = _numbered(db, table, copied)
            if copied:
                db.execute(insert(table), copied)


def _numbered(db: Db, table: Table, rows: list[dict[str, Any]]) -> list[int]:
    newest = db.scalar(select(func.max(table.c.id))) or 0
    for number, row in enumerate(rows, start=newest + 1):
        row["id"] = number
    if db.get_bind().dialect.name == "postgresql":  # whose sequences do not see rows with numbers of their own
        db.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), newest + len(rows) + 1)))
    return [row["id"] for row in rows]


def _changed(
    row: dict[str, Any],
    differing: tuple[str, ...],
    number: int,
    copies: int,
    made: Mapping[str, Mapping[int, list[int]]],
) -> dict[str, Any] | None:
    """A copy, None where there is no row of its own for it to belong to."""
    changed = dict(row)
    for each in differing:
        table, _dot, column = each.rpartition(".")
        own = made[table].get(row[column], []) if table else []
        if table and number % copies >= len(own):
            return None
        changed[column] = own[number % copies] if table else _other(row[column], number)
    return changed


def _other(value: Any, number: int) -> Any:
    if isinstance(value, datetime):
        return value + timedelta(seconds=number + 1)
    if isinstance(value, int):
        return value + 1000 + number
    return f"{number}-{value}"[: max(len(value), 30)]  # no longer than what its column holds
