"""Search in the messages of the rooms that a reader sees: who may see what stands in the statement itself, so that neither
lines, counts, pages nor suggestions reveal anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import lazyload

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.fulltext import hits
from peerhub.base.fulltext.excerpts import Piece, excerpt, marked
from peerhub.base.fulltext.index import Matches, index_of
from peerhub.base.fulltext.matching import matching
from peerhub.base.fulltext.query import Query, Term, parse
from peerhub.base.fulltext.text import is_spaceless
from peerhub.base.i18n import reader
from peerhub.base.i18n.formats import translated
from peerhub.people.access import VIEWER, viewer_params
from peerhub.people.models import Person, Seat
from peerhub.reference.models import Country
from peerhub.rooms import access, rules
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.parameters import MESSAGES
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import filters as filter_queries
from peerhub.rooms.queries.filters import OPERATORS, Filtered

PAGE = 20
COUNTED = 1000
RANKED = 2000
CHOICES = 300
SHORTEST, ENDING = 4, 2
NEWEST, BEST = "newest", "best"


@dataclass(frozen=True)
class SearchRequest:
    """What somebody asks for: what they typed, filters by name, the order, and the message after which to go on."""

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    order: str = NEWEST
    after: int | None = None


class Hit(NamedTuple):
    """A message that was found."""

    id: int
    number: int
    thread_id: int
    title: str
    kind: str
    answer_number: int | None
    room: Room
    author: str
    country_code: str | None
    country_name: str | None
    language: str
    created_at: datetime
    html: str

    @property
    def text(self) -> str:
        """What it says, as plain text."""
        return rules.plain_text(self.html)

    @property
    def is_answer(self) -> bool:
        """Whether it answers the question of its thread."""
        return self.answer_number == self.number


@dataclass(frozen=True)
class SearchResult:
    """A page of what was found. `total` is counted up to COUNTED + 1; `older` is the message to go on after, None at the end.

    `problems` are sentences about filters that cannot be; then nothing was looked for. `empty`: nothing was asked.
    """

    query: Query
    filters: tuple[tuple[str, str], ...] = ()
    hits: tuple[Hit, ...] = ()
    total: int = 0
    older: int | None = None
    problems: tuple[str, ...] = ()
    empty: bool = False

    @property
    def words(self) -> str:
        """What was typed, without operators."""
        return " ".join([*(term.typed for term in self.query.terms), *_left_out(self.query)])

    def title_of(self, hit: Hit) -> list[Piece]:
        """The title of a hit's thread with what was asked for in it."""
        return marked(hit.title, self.query.terms, hit.language)

    def excerpt_of(self, hit: Hit) -> list[Piece]:
        """The part of a hit where what was asked for stands."""
        return excerpt(hit.text, self.query.terms, hit.language)


def search(db: Db, viewer: Person, request: SearchRequest) -> SearchResult:
    """A page of the messages that hold everything asked for, newest or best first."""
    query = parse(request.text, OPERATORS, viewer.language)
    filters = tuple(dict.fromkeys((*request.filters, *query.operators)))
    if not query.terms and not query.without and not filters:
        return SearchResult(query, empty=True)
    narrowed = filter_queries.apply(db, viewer, filters)
    if narrowed.problems:
        return SearchResult(query, filters, problems=narrowed.problems)
    index_of(db).prepare(db)
    total, ids = _chosen(db, viewer, query, narrowed, request)
    return SearchResult(
        query, filters, _hits(db, viewer, ids[:PAGE]), total, ids[PAGE - 1] if len(ids) > PAGE else None
    )


def _chosen(
    db: Db, viewer: Person, query: Query, narrowed: Filtered, request: SearchRequest
) -> tuple[int, Sequence[int]]:
    """How many there are, and the numbers of a page and one more."""
    matches = index_of(db).matches(query.terms, narrowed.facets, query.without)
    every = _seen(viewer, matches, narrowed.where)
    newest = every.order_by(matches.id.desc())
    if request.order == BEST and query.terms:
        best = db.execute(newest.add_columns(matches.score).limit(RANKED)).all()
        ids = [row[0] for row in sorted(best, key=lambda row: (row[1], -row[0]))]
        start = ids.index(request.after) + 1 if request.after in ids else 0
        return min(len(ids), COUNTED + 1), ids[start : start + PAGE + 1]
    counted = db.scalars(newest.limit(COUNTED + 1)).all()  # the first page among them: looked for once
    if request.after is None:
        return len(counted), counted[: PAGE + 1]
    return len(counted), db.scalars(newest.where(matches.id < request.after).limit(PAGE + 1)).all()


def _seen(viewer: Person, matches: Matches, where: Sequence[ColumnElement[bool]]) -> Select[int]:
    query = select(matches.id).select_from(matches.table).join(Message, Message.id == matches.id)
    query = query.join(Thread, Thread.id == Message.thread_id).join(Room, Room.id == Thread.room_id)
    return query.where(matches.where, access.visible_to(viewer), access.not_removed(), *where)


def _hits(db: Db, viewer: Person, ids: Sequence[int]) -> tuple[Hit, ...]:
    """The messages of those numbers in that order."""
    messages = db.execute(_lines(), {"messages": list(ids), **viewer_params(viewer)}) if ids else ()
    by_id = {row[0]: Hit(*row) for row in messages}
    return tuple(by_id[message_id] for message_id in ids if message_id in by_id)


@prepared
def _lines() -> Select[*tuple[Any, ...]]:
    """What a page shows of `messages`, as far as the viewer may see them."""
    columns: tuple[Any, ...] = (
        Message.id,
        Message.number,
        Message.thread_id,
        Thread.title,
        Thread.kind,
        Thread.answer_number,
        Room,
        Person.name,
        Country.code,
        Country.name,
        Message.language,
        Message.created_at,
        Message.html,
    )
    rows = select(*columns).join(Thread, Thread.id == Message.thread_id).join(Room, Room.id == Thread.room_id)
    rows = rows.join(Message.author).outerjoin(Person.seat).outerjoin(Seat.country)
    rows = rows.options(lazyload(Room.theme))
    return rows.where(Message.id.in_(MESSAGES), access.visible_to(VIEWER), access.not_removed())


def room_choices(db: Db, viewer: Person) -> list[Room]:
    """The rooms that can be searched alone: themes first, then by title."""
    return list(db.scalars(_choices(), viewer_params(viewer)))


@prepared
def _choices() -> Select[Room]:
    rooms = select(Room).where(access.seen_by(VIEWER)).options(lazyload(Room.theme))
    return rooms.order_by(Room.kind != "theme", Room.title, Room.id).limit(CHOICES)


def suggestions(
    db: Db, viewer: Person, request: SearchRequest, result: SearchResult
) -> list[tuple[str, SearchRequest, int]]:
    """Questions close to one that found nothing, which find something: what is different, the question, how many answers."""
    begun = " ".join([*(_begun(term) for term in result.query.terms), *_left_out(result.query)])
    tries = [("beginnings", begun, result.filters), ("unfiltered", result.words, ()), ("both", begun, ())]
    tried = {(result.words, result.filters)}
    close = []
    for what, text, filters in tries:
        if text and (text, filters) not in tried:
            tried.add((text, filters))
            other = SearchRequest(text, filters, request.order)
            if total := search(db, viewer, other).total:
                close.append((what, other, total))
    return close[:2]


def _left_out(query: Query) -> list[str]:
    return [f"-{term.typed}" for term in query.without]


def _begun(term: Term) -> str:
    """A term with words that end otherwise: culture and cultural for cultures."""
    if len(term.tokens) > 1 or term.beginning or is_spaceless(term.tokens[0]):
        return term.typed
    word = term.tokens[0]
    return f"{word[: max(SHORTEST, len(word) - ENDING)]}*" if len(word) >= SHORTEST else term.typed


def rooms(db: Db, viewer: Person, query: Query) -> list[hits.Hit]:
    """Rooms that the viewer sees, themes first, by title and purpose as the reader sees them, for the search of the site."""
    rows = db.execute(_rooms(hits.CANDIDATES), viewer_params(viewer))
    tag = reader.language_tag()
    titled = ((row, translated(row.title) if row.kind == "theme" else row.title) for row in rows)
    return matching(
        query,
        (
            (hits.Hit(title, f"/rooms/{row.id}"), (title, row.words.get(tag, {}).get("purpose") or row.purpose))
            for row, title in titled
        ),
    )


@prepared
def _rooms(most: int) -> Select[*tuple[Any, ...]]:
    columns = select(Room.id, Room.kind, Room.title, Room.purpose, Room.words).where(access.seen_by(VIEWER))
    return columns.order_by(Room.kind != "theme", Room.id.desc()).limit(most)
