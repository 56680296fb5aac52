"""The answers of anonymous surveys, and who has answered, in the file that keeps no history (`base.database.unlogged`).

Each answer has its place before anybody has answered: for every question there are more places than people, all of one
size and empty. An answer to a question is written into an empty place drawn by lot, over the zeros that were there, and no
other byte of the table changes. So the file says what was answered and nothing of the order, and the answers of one person
to several questions are not together. Who has answered is a receipt in memory, made when people are asked and turned in the same
transaction: both or neither, also when the process is killed. No disk ever says who has answered: if only one person had, that
would give away what they said. docs/anonymity.md says more, and what an attacker finds.

Nothing here tells who gave an answer, and only `store_answers` ever holds both. A survey is known here by its `store_key`, which no
other survey of any database has.
"""

import json
import secrets
import time
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    UniqueConstraint,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    update,
)

from peerhub.base.database.engine import Db
from peerhub.base.database.sqlite import SHORT, WriteTimeout
from peerhub.base.database.unlogged import IN_MEMORY, UNLOGGED, unlogged_of
from peerhub.base.pauses import PAUSE

Values = Mapping[str, Any]
TakeResult = Literal["stored", "answered", "closed"]
LENGTH = 4  # bytes in front of an answer that say how long it is; zero in an empty place
SPARE = 4  # for every so many people one place more, so that an empty one is soon found
DRAWS = 500  # an empty place is found in so many: each draw finds one with a chance of one in five or better
ROWS = 200  # read at once
BATCH = 2 * 1024 * 1024  # bytes written or erased in one transaction

shelves = Table(
    "shelves",
    UNLOGGED,
    Column("survey", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("first", Integer, nullable=False),
    Column("places", Integer, nullable=False),
    Column("size", Integer, nullable=False),
)
places = Table(
    "places", UNLOGGED, Column("id", Integer, primary_key=True), Column("content", LargeBinary, nullable=False)
)
receipts = Table(
    "receipts",
    IN_MEMORY,
    Column("id", Integer, primary_key=True),
    Column("survey", String, nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("answered", Boolean, nullable=False),
    UniqueConstraint("survey", "person_id"),
)
states = Table(
    "states",
    UNLOGGED,
    Column("survey", String, primary_key=True),
    Column("is_sealed", Boolean, nullable=False),
    Column("answered", Integer, nullable=False),
)


class StorageMissing(Exception):
    """There is no place for an answer: the file is another one than the survey was opened with."""


def prepare(db: Db, survey: str, people: Collection[int], sizes: Mapping[str, tuple[int, int]]) -> bool:
    """Make a receipt for each of `people`, and some of the places for their answers; False when all are there.

    `sizes` says for each question how many people are asked it, and how many bytes the longest answer takes.
    """
    with unlogged_of(db).transaction() as connection:
        sealed = connection.scalar(select(states.c.is_sealed).where(states.c.survey == survey))
        if (
            sealed
        ):  # of an opening that was given up; another process may have opened the survey meanwhile, which seals nothing
            return _erase(connection, survey)
        if sealed is None:
            _reserve(connection, survey, sizes)
        _expect(connection, survey, people)
        for shelf in _shelves_of(connection, survey):
            if _fill(connection, shelf):
                return True
    return False


def add_receipts(db: Db, survey: str, people: Collection[int]) -> None:
    """Make a receipt for each of `people` where there is none of this survey: the machine has been restarted."""
    with unlogged_of(db).transaction() as connection:
        _expect(connection, survey, people)


def store_answers(db: Db, survey: str, person_id: int, answers: Collection[tuple[str, Values]]) -> TakeResult:
    """Store the answers of a person, to each question one, and turn their receipt; nothing when it was turned before.

    Raises NoPlaces, and Unavailable; nothing is stored then.
    """
    with unlogged_of(db).transaction() as connection:
        sealed = connection.scalar(select(states.c.is_sealed).where(states.c.survey == survey))
        own_receipt = (receipts.c.survey == survey) & (receipts.c.person_id == person_id)
        answered = connection.scalar(select(receipts.c.answered).where(own_receipt))
        if sealed is None or answered is None:
            raise StorageMissing(survey)
        if answered or sealed:
            return "answered" if answered else "closed"
        connection.execute(update(receipts).where(own_receipt).values(answered=True))
        this = states.c.survey == survey
        connection.execute(update(states).where(this).values(answered=states.c.answered + 1))
        of_question = {shelf.question: shelf for shelf in _shelves_of(connection, survey)}
        for question, values in answers:
            if question not in of_question:
                raise StorageMissing(question)
            _put(connection, of_question[question], _packed(values))
    return "stored"


def has_survey(db: Db, survey: str) -> bool:
    """Whether this file has places for the survey: not so after a backup was restored."""
    with unlogged_of(db).transaction() as connection:
        return bool(connection.scalar(select(exists().where(states.c.survey == survey))))


def answer_counts(db: Db, surveys: Collection[str]) -> dict[str, int]:
    """How many people have answered each of these surveys; those of which no answers are kept are left out."""
    if not surveys:
        return {}
    with unlogged_of(db).transaction() as connection:
        query = select(states.c.survey, states.c.answered).where(states.c.survey.in_(surveys))
        return {row.survey: row.answered for row in connection.execute(query)}


def without_receipts(db: Db, surveys: Collection[str]) -> set[str]:
    """Those of these surveys whose receipts are gone from the memory."""
    with unlogged_of(db).transaction() as connection:
        return set(surveys) - set(connection.scalars(select(receipts.c.survey).distinct()))


def answered_by(db: Db, person_id: int, surveys: Collection[str]) -> set[str]:
    """Which of these surveys the person has answered: for their own eyes, so that nobody is asked twice."""
    if not surveys:
        return set()
    own_receipts = receipts.c.person_id == person_id
    patience = WriteTimeout(SHORT.seconds)  # every page of whom a survey asks wants to know
    done = select(receipts.c.survey).where(own_receipts, receipts.c.survey.in_(surveys), receipts.c.answered)
    with unlogged_of(db).transaction(patience) as connection:
        return set(connection.scalars(done))


def close(db: Db, survey: str) -> None:
    """Take no more answers from here on: what is read afterwards is complete."""
    with unlogged_of(db).transaction() as connection:
        connection.execute(update(states).where(states.c.survey == survey).values(is_sealed=True))


def read(db: Db, survey: str) -> list[Values]:
    """All answers, question by question, those to one question in the order of their places, which is by lot. Others get their
    turn between two questions, so call it for what is sealed."""
    with unlogged_of(db).transaction() as connection:
        question_shelves = _shelves_of(connection, survey)
    answers: list[Values] = []
    for shelf in question_shelves:
        with unlogged_of(db).transaction() as connection:
            answers += _contents(connection, shelf)
        time.sleep(PAUSE)
    return answers


def stored_surveys(db: Db) -> list[str]:
    """The surveys of which something is kept here."""
    with unlogged_of(db).transaction() as connection:
        return sorted({key for table in (states, receipts) for key in connection.scalars(select(table.c.survey))})


def erase(db: Db, survey: str) -> bool:
    """Erase some of the answers to a survey, and at last all that is kept of it; False when nothing is left."""
    with unlogged_of(db).transaction() as connection:
        return _erase(connection, survey)


def _erase(connection: Connection, survey: str) -> bool:
    for shelf in _shelves_of(connection, survey):
        if _clear(connection, shelf):
            return True
    tables = (shelves, states, receipts)
    deletions = [connection.execute(delete(table).where(table.c.survey == survey)) for table in tables]
    return any(result.rowcount for result in deletions)


def _shelves_of(connection: Connection, survey: str) -> list[Row[Any]]:
    of_survey = select(shelves).where(shelves.c.survey == survey)
    return list(connection.execute(of_survey.order_by(shelves.c.first)))


def _reserve(connection: Connection, survey: str, sizes: Mapping[str, tuple[int, int]]) -> None:
    first = connection.scalar(select(func.max(shelves.c.first + shelves.c.places))) or 1
    rows: list[dict[str, Any]] = []
    for question, (people, size) in sizes.items():
        number = people + people // SPARE + 1
        rows.append({"survey": survey, "question": question, "first": first, "places": number, "size": size + LENGTH})
        first += number
    connection.execute(insert(shelves), rows)
    connection.execute(insert(states), {"survey": survey, "is_sealed": False, "answered": 0})


def _expect(connection: Connection, survey: str, people: Collection[int]) -> None:
    if not connection.scalar(select(exists().where(receipts.c.survey == survey))):
        in_order = [{"survey": survey, "person_id": person_id, "answered": False} for person_id in sorted(people)]
        connection.execute(insert(receipts), in_order)


def _ids(shelf: Row[Any]) -> Any:
    return places.c.id.between(shelf.first, shelf.first + shelf.places - 1)


def _fill(connection: Connection, shelf: Row[Any]) -> bool:
    filled_places = connection.scalar(select(func.count()).where(_ids(shelf))) or 0
    missing = range(shelf.first + filled_places, shelf.first + shelf.places)[: max(1, BATCH // shelf.size)]
    if missing:
        empty = text("INSERT INTO places (id, content) VALUES (:id, zeroblob(:size))")
        connection.execute(empty, [{"id": place_id, "size": shelf.size} for place_id in missing])
    return bool(missing)


def _clear(connection: Connection, shelf: Row[Any]) -> bool:
    chosen = select(places.c.id).where(_ids(shelf)).order_by(places.c.id).limit(max(1, BATCH // shelf.size))
    return bool(connection.execute(delete(places).where(places.c.id.in_(chosen))).rowcount)


def _packed(values: Values) -> bytes:
    content = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return len(content).to_bytes(LENGTH) + content


def _put(connection: Connection, shelf: Row[Any], content: bytes) -> None:
    """Write into an empty place drawn by lot. SQLite's own way to write into the middle of a value changes these bytes and
    no others (sqlite.org/c3ref/blob_write.html); an UPDATE might move the row and show which came last.

    Raises NoPlaces when no empty place is left, which more answers than people would need."""
    raw: Any = connection.connection.driver_connection
    for _draw in range(DRAWS):
        place_id = shelf.first + secrets.randbelow(shelf.places)
        with raw.blobopen(places.name, "content", place_id) as place:
            if not any(place[:LENGTH]):
                place[: len(content)] = content
                return
    raise StorageMissing(shelf.question)


def _contents(connection: Connection, shelf: Row[Any]) -> Iterator[Values]:
    unpacked = cache(json.loads)  # most people say one of a few things
    contents = connection.scalars(select(places.c.content).where(_ids(shelf)).order_by(places.c.id))
    for content in chain.from_iterable(contents.partitions(ROWS)):
        if length := int.from_bytes(content[:LENGTH]):
            yield unpacked(content[LENGTH : LENGTH + length])
