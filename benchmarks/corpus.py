"""Fills a database with many messages, quickly: rows as bulk inserts, words of three scripts of which a few are common and one is
rare. `python -m benchmarks.corpus MESSAGES` with the settings of the site; prints what to look for as JSON."""

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, insert, literal, select, text, update

from benchmarks.seed import account, visitor
from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.fulltext.index import Entry, index_of
from peerhub.people.models import Person
from peerhub.rooms import rules
from peerhub.rooms.actions import following, rooms, totals
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread

LENGTH, BATCH, EVERY = 100, 5_000, 25_000
ROOMS = 3  # so that a list of threads is as long among ten thousand messages as among a million
SINCE = timedelta(days=500)  # when everybody joined: before the first message
COMMON = {"latin": "culture", "cyrillic": "культура", "chinese": "文化"}  # in every third message of its script
RARE = {"latin": "zirconium", "cyrillic": "цирконий", "chinese": "锆石"}  # in one of EVERY
LETTERS = {"latin": "abcdefghilmnoprstuv", "cyrillic": "абвгдежзиклмнопрст", "chinese": ""}


@dataclass(frozen=True)
class World:
    """Who writes where with which words."""

    persons: list[int]
    room_ids: list[int]
    words: dict[str, list[str]]
    chance: random.Random


def main(messages: int) -> None:
    """Fill the database in transactions of a few thousand."""
    app = create_app()
    with app.app_context():
        chance = random.Random(1)  # noqa: S311  (the same texts each time)
        with database().transaction() as db:
            persons = [account(db, 10_000 + number).id for number in range(50)]
            room_ids = [rooms.create(db, "theme", f"Hall {number}").id for number in range(ROOMS)]
            first = (db.scalar(select(func.max(Message.id))) or 0) + 1
        world = World(persons, room_ids, {script: list(_vocabulary(script, chance)) for script in COMMON}, chance)
        for start in range(0, messages, BATCH):
            with database().transaction() as db:
                _write(db, range(start, min(start + BATCH, messages)), first, world)
        with database().transaction() as db:
            for _each in range(20):
                index_of(db).settle(db)
            db.execute(text("ANALYZE"))
            thread = db.scalar(select(func.max(Thread.id)))
            _join_and_read(db, persons[0], persons[1])
    # Outside the app's context: the second would be signed in where the first still is, who would be signed out.
    readers = {"nothing": visitor(app, 1, persons[0]), "everything": visitor(app, 2, persons[1])}
    told = {"thread": thread, "room": room_ids[0], "readers": readers, "common": COMMON, "rare": RARE}
    print(json.dumps(told))


def _join_and_read(db: Db, nothing: int, everything: int) -> None:
    """Two people joined before the first message; one of them has read none, the other one all."""
    long_ago = clock.now() - SINCE
    db.execute(update(Person).where(Person.id.in_((nothing, everything))).values(created_at=long_ago))
    marks = select(literal(everything), Thread.id, Thread.last_number)
    db.execute(insert(ReadMark).from_select(["person_id", "thread_id", "number"], marks))
    totals.count_all(db)  # these rows were written past the verbs
    following.follow_all(db)


def _vocabulary(script: str, chance: random.Random) -> Iterator[str]:
    for _word in range(4000):
        if script == "chinese":
            yield "".join(chr(chance.randrange(0x4E00, 0x6000)) for _sign in range(2))
        else:
            yield "".join(chance.choices(LETTERS[script], k=chance.randrange(3, 11)))


def _write(db: Db, numbers: range, first: int, world: World) -> None:
    """A few thousand messages in threads of a hundred."""
    threads, messages, entries = [], [], []
    now = clock.now() - timedelta(days=400)
    base = db.scalar(select(func.max(Thread.id))) or 0
    start = numbers.start
    for number in numbers:
        script = list(COMMON)[number % 3]
        at, author = now + timedelta(seconds=number * 30), world.chance.choice(world.persons)
        room_id = world.room_ids[number // LENGTH % ROOMS]
        thread_id = base + 1 + (number - start) // LENGTH
        if (number - start) % LENGTH == 0:
            length = min(LENGTH, numbers.stop - number)
            threads.append(
                {
                    "id": thread_id,
                    "room_id": room_id,
                    "kind": "discussion",
                    "title": f"Topic {number}",
                    "created_at": at,
                }
                | {"author_id": author, "last_author_id": author, "last_number": length, "language": "en"}
                | {"last_message_at": at + timedelta(seconds=30 * length)}
            )
        said = _said(number, script, world.words[script], world.chance)
        row = {
            "id": first + number,
            "thread_id": thread_id,
            "number": (number - start) % LENGTH + 1,
            "author_id": author,
        }
        row |= {"body": said, "html": f"<p>{said}</p>", "renderer": 1, "language": "en", "created_at": at}
        messages.append(row)
        entries.append(
            Entry(first + number, "", said, rules.search_facets(room_id, "discussion", None, author, "en", at))
        )
    db.execute(insert(table_of(Thread)), threads)
    db.execute(insert(table_of(Message)), messages)
    index_of(db).add(db, entries)
    _count_on(db)


def _said(number: int, script: str, words: list[str], chance: random.Random) -> str:
    """Thirty words or so; a common one in every third message of its script, the rare one seldom."""
    chosen = chance.choices(words, k=30)
    if number // 3 % 3 == 0:
        chosen[chance.randrange(30)] = COMMON[script]
    if number // 3 % (EVERY // 3) == 7:
        chosen[chance.randrange(30)] = RARE[script]
    return ("，" if script == "chinese" else " ").join(chosen)


def _count_on(db: Db) -> None:
    """PostgreSQL numbers rows by sequences, which rows with numbers of their own do not move."""
    if db.get_bind().dialect.name == "postgresql":
        for table in ("threads", "messages"):
            db.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))  # noqa: S608


if __name__ == "__main__":
    main(int(sys.argv[1]))
