"""An attacker with one copy of the whole installation, who wants to know who said what.

He is given more than he could have: the order in which people answered, and every file to search byte by byte. Each person
wrote words that only they can have written, so that a guess is right or wrong. By chance one guess in a survey is right,
however many people were asked: the fixed points of a random order are one on average, and vary by one.
"""

import re
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing as closing_file
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from math import sqrt
from pathlib import Path
from random import SystemRandom

from flask import Flask
from sqlalchemy import text

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.surveys.actions import answering, closing
from tests.cast import NOW
from tests.surveys.arrange import SUBJECT, ask, guests, run_jobs

MARK = re.compile(rb"(one|two)-([0-9a-f]{16})-words")
Look = Callable[[], "dict[str, bytes]"]
WAL_HEADER, FRAME = 32, 24  # bytes in front of a write-ahead log, and of each of its pages
chance = SystemRandom()


@dataclass
class Held:
    """A survey and the truth about it: who answered, in order, and what only they can have written to two questions."""

    survey_id: int
    order: list[int] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)


def files(database: Database) -> dict[str, bytes]:
    """Every file of the installation: the database with its log, the file of answers with its journal, mails. What the machine
    keeps in memory is no file of it."""
    folders = [database.settings.var, database.unlogged.path.parent, *_folders_of(database)]
    found = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    return {str(path): path.read_bytes() for path in sorted(found) if path.parent != database.unlogged.memory.parent}


def _folders_of(database: Database) -> list[Path]:
    if database.is_sqlite:
        return [Path(str(database.engine.url.database)).parent]
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        name = connection.scalar(text("SELECT current_database()"))
        number = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = :name"), {"name": name})
        data = Path(str(connection.scalar(text("SHOW data_directory"))))
    return [data / "base" / str(number), data / "pg_wal"]


def hold_surveys(app: Flask, database: Database, number: int, look: Callable[[], None]) -> list[Held]:
    """Random surveys of 5 to 40 people that run at the same time, with reminders, late answers and prolonging. Somewhere in
    the middle somebody takes a `look`."""
    surveys = [_open(database, at) for at in range(number)]
    people = [(held, person) for held, asked in surveys for person in asked]
    chance.shuffle(people)
    middle = chance.randrange(len(people) // 3, len(people))
    for at, (held, person) in enumerate(people):
        day = 9 * at // len(people)
        with clock.fixed_at(NOW + timedelta(days=day)):
            if at % 40 == 0:
                run_jobs(app)
            _answer(database, held, person)
        if at == middle:
            look()
    return [held for held, _asked in surveys]


def _open(database: Database, at: int) -> tuple[Held, list[Person]]:
    with database.transaction() as db:
        asked = guests(db, chance.randint(5, 40), f"asked{at}-")
        manager = guests(db, 1, f"manager{at}-")
        survey = ask(db, asked, manager, SUBJECT._replace(id=100 + at))
        if chance.random() < 0.5:
            closing.prolong(db, manager[0], survey.id, survey.closes_at.isoformat())
        some = asked[: max(5, len(asked) - chance.randint(0, 4))]
        return Held(survey.id), chance.sample(some, len(some))


def _answer(database: Database, held: Held, person: Person) -> None:
    held.words[person.id] = secrets.token_hex(8)
    held.order.append(person.id)
    said = {
        "Q1": str(chance.randint(1, 5)), "Q3": str(chance.randint(1, 5)), "Q7a": chance.sample(["language", "time"], 1),
        "R1": f"one-{held.words[person.id]}-words", "R3": f"two-{held.words[person.id]}-words",
        "R4": chance.sample(["rapport", "language", "resources"], 2),
        "quote": ["yes"] if chance.random() < 0.7 else [],
    }  # fmt: skip
    with database.session() as db:
        told = answering.answer(db, db.get_one(Person, person.id), held.survey_id, said)
    assert told == "stored", told


def orders(copy: dict[str, bytes], question: bytes) -> Iterator[list[str]]:
    """For each file the words that answer a question, in the order in which they stand first, and last, in its bytes; and
    for a write-ahead log of SQLite in the order of the commits that brought them."""
    for name, content in copy.items():
        found = _words(content, question)
        if found:
            yield list(dict.fromkeys(found))
            yield list(dict.fromkeys(reversed(found)))
        if found and name.endswith("-wal"):
            yield list(dict.fromkeys(word for commit in _commits(content) for word in _words(commit, question)))


def _words(content: bytes, question: bytes) -> list[str]:
    return [match.group(2).decode() for match in MARK.finditer(content) if match.group(1) == question]


def _commits(log: bytes) -> Iterator[bytes]:
    """The pages of each commit of a write-ahead log, what older rounds left first, then those since its last restart
    (sqlite.org/fileformat2.html, section 4)."""
    size, salts = int.from_bytes(log[8:12]), log[16:24]
    frames = [log[at : at + FRAME + size] for at in range(WAL_HEADER, len(log) - FRAME - size + 1, FRAME + size)]
    for round_of_now in (False, True):
        pages = b""
        for frame in (each for each in frames if (each[8:16] == salts) == round_of_now):
            pages += frame[FRAME:]
            if frame[4:8] != b"\0\0\0\0":  # the size of the database: the last frame of a commit
                yield pages
                pages = b""


def by_order(surveys: Sequence[Held], copy: dict[str, bytes]) -> int:
    """The most right guesses if words stand, in one file, in the order of answering: which he knows."""
    found = [*orders(copy, b"one"), *orders(copy, b"two")]  # none where the database has not written its pages out yet
    return max((sum(_right(held, order) for held in surveys) for order in found), default=0)


def by_recognition(surveys: Sequence[Held], copy: dict[str, bytes]) -> int:
    """The most right guesses if somebody recognises everybody's words to one question, and takes for theirs the words to
    another question that stand in a like place."""
    pairs = product(orders(copy, b"one"), orders(copy, b"two"))
    return max((sum(_alike(held, first, second) for held in surveys) for first, second in pairs), default=0)


def by_mark(copy: dict[str, bytes], people: set[int]) -> set[int]:
    """Whom of these people some table tells from most others of them."""
    told: set[int] = set()
    for content in copy.values():
        if content.startswith(b"SQLite format 3"):
            with closing_file(sqlite3.connect(":memory:")) as file:
                file.deserialize(content[:18] + b"\1\1" + content[20:])  # as a file without a write-ahead log
                for (table,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                    told |= _marked(file.execute(f"SELECT * FROM {table}"), people)  # noqa: S608  (its own names)
    return told


def _marked(rows: sqlite3.Cursor, people: set[int]) -> set[int]:
    names = [column[0] for column in rows.description]
    if "person_id" not in names:
        return set()
    marks = {
        row["person_id"]: tuple(value for name, value in row.items() if name not in {"id", "person_id"})
        for row in (dict(zip(names, each, strict=True)) for each in rows)
        if row["person_id"] in people
    }
    numbers = Counter(marks.values())
    return {person for person, mark in marks.items() if 2 * numbers[mark] < len(marks)}


def _right(held: Held, found: Sequence[str]) -> int:
    mine = set(held.words.values())
    words = [each for each in found if each in mine]
    present = set(words)
    people = [person for person in held.order if held.words[person] in present]
    return sum(held.words[person] == each for person, each in zip(people, words, strict=True))


def _alike(held: Held, first: Sequence[str], second: Sequence[str]) -> int:
    both = set(held.words.values()) & set(first) & set(second)
    return sum(
        one == two
        for one, two in zip(
            [each for each in first if each in both], [each for each in second if each in both], strict=True
        )
    )


def by_chance(surveys: Sequence[Held]) -> float:
    """More right guesses than chance gives in one attempt of a million: each survey gives one, and varies by one."""
    return len(surveys) + 6 * sqrt(len(surveys))


def answered(surveys: Sequence[Held]) -> int:
    """How many people answered in all."""
    return sum(len(held.order) for held in surveys)
