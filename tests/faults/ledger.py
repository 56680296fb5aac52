"""What the database holds at the end, compared with what was promised."""

from dataclasses import dataclass, field

from sqlalchemy import select, text

from peerhub.base.database.engine import Database
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from tests.rooms.arrange import Place


@dataclass
class Ledger:
    """Every text that was sent, and what the server answered to those that it acknowledged: (id, number, seq)."""

    sent: list[str] = field(default_factory=list)
    acknowledged: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def note(self, body: str, answer: dict[str, int]) -> None:
        """The server has it."""
        self.acknowledged[body] = (answer["id"], answer["number"], answer["seq"])

    def check(self, database: Database, place: Place) -> None:
        """Everything acknowledged is there once, under its numbers; nothing is there twice; no number is missing."""
        with database.session() as db:
            rows = db.execute(
                select(Message.body, Message.id, Message.number, RoomEvent.seq)
                .join(RoomEvent, RoomEvent.message_id == Message.id)
                .where(Message.thread_id == place.thread, Message.number > 1)
                .order_by(Message.number)
            ).all()
            kept = {row.body: (row.id, row.number, row.seq) for row in rows}
            assert len(kept) == len(rows)
            assert {body: kept.get(body) for body in self.acknowledged} == self.acknowledged
            assert set(kept) <= set(self.sent)
            assert [row.number for row in rows] == list(range(2, len(rows) + 2))
            seqs = db.scalars(select(RoomEvent.seq).where(RoomEvent.room_id == place.room).order_by(RoomEvent.seq))
            assert list(seqs) == list(range(1, db.get_one(Room, place.room).last_seq + 1))
            assert db.get_one(Thread, place.thread).last_number == len(rows) + 1

    def messages(self, database: Database, place: Place) -> list[int]:
        """The ids of what a page of the thread must show, in order."""
        with database.session() as db:
            found = select(Message.id).where(Message.thread_id == place.thread).order_by(Message.number)
            return list(db.scalars(found))


def is_sound(database: Database) -> bool:
    """Whether SQLite finds no fault in its file; other databases look for themselves."""
    with database.session() as db:
        if not database.is_sqlite:
            return True
        fine = db.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        return fine and not db.execute(text("PRAGMA foreign_key_check")).all()
