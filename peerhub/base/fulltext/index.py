"""The index, kept in the transaction of what it is about: SQLite's FTS5, or a tsvector with GIN in PostgreSQL.

Both are given words that `text.tokens` made, never text: neither database splits, folds or reads operators by itself. An entry also
carries facets ("room12"), found like words that nobody can type, so that a filter is part of the look-up.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    ColumnElement,
    Integer,
    TableClause,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from peerhub.base.database.dialects import is_postgres
from peerhub.base.database.engine import Db
from peerhub.base.fulltext.query import Term
from peerhub.base.fulltext.text import tokens

TABLES = "search_"  # what these tables' names begin with; no model describes them, see base.migrations.described
_SIGN = "§"  # before facets: no letter, so no word begins with it
_LAST_POSITION = 16_383  # in a tsvector
_BOUND = 900  # ids in one statement


class Entry(NamedTuple):
    """What is to be found under a number: a title, which counts more, a text in a language, and facets made of ASCII letters and digits."""

    id: int
    title: str
    text: str
    facets: Sequence[str] = ()
    language: str = ""


class Matches(NamedTuple):
    """What to put into a query: the table, its number, the condition, and a score that is lower for better ones."""

    table: TableClause
    id: ColumnElement[int]
    where: ColumnElement[bool]
    score: ColumnElement[float]


class Index(Protocol):
    """The one interface."""

    def add(self, db: Db, entries: Iterable[Entry]) -> None:
        """Add entries whose numbers the index does not know."""

    def drop(self, db: Db, ids: Sequence[int]) -> None:
        """Forget entries; harmless for numbers that are not there."""

    def drop_between(self, db: Db, after: int, until: int) -> None:
        """Forget the entries with numbers above `after`, up to `until`."""

    def matches(
        self, terms: Sequence[Term], facets: Sequence[Collection[str]] = (), without: Sequence[Term] = ()
    ) -> Matches:
        """What holds all of the terms, of each group of facets one, and nothing of `without`. Without all three: everything."""

    def prepare(self, db: Db) -> None:
        """Before a search."""

    def settle(self, db: Db) -> None:
        """After many changes."""


def index_of(db: Db) -> Index:
    """The index of this database."""
    return _Postgres() if is_postgres(db) else _Sqlite()


class _Shared:
    table: TableClause
    id: ColumnElement[int]

    def drop(self, db: Db, ids: Sequence[int]) -> None:
        for start in range(0, len(ids), _BOUND):
            db.execute(delete(self.table).where(self.id.in_(ids[start : start + _BOUND])))

    def drop_between(self, db: Db, after: int, until: int) -> None:
        db.execute(delete(self.table).where(self.id > after, self.id <= until))


class _Sqlite(_Shared):
    """The words stand in the table with spaces between; its tokenizer `ascii` cuts there and nowhere else."""

    id = column("rowid", Integer())
    table = table("search_words", id, column("title"), column("words"), column("facets"), column("search_words"))
    _add = insert(table).values({name: bindparam(name) for name in ("rowid", "title", "words", "facets")})
    _score: ColumnElement[Any] = func.bm25(column("search_words", _selectable=table), 4.0, 1.0, 0.0)

    def add(self, db: Db, entries: Iterable[Entry]) -> None:
        rows = [
            {
                "rowid": entry.id,
                "title": " ".join(tokens(entry.title, entry.language)),
                "words": " ".join(tokens(entry.text, entry.language)),
                "facets": " ".join(f"{_SIGN}{facet}" for facet in entry.facets),
            }
            for entry in entries
        ]
        if rows:
            db.execute(self._add, rows)

    def matches(
        self, terms: Sequence[Term], facets: Sequence[Collection[str]] = (), without: Sequence[Term] = ()
    ) -> Matches:
        conditions = [self._term(term) for term in terms]
        conditions += ["(" + " OR ".join(f'"{_SIGN}{facet}"' for facet in group) + ")" for group in facets]
        whole = self.table.c.search_words
        where: ColumnElement[bool] = (
            whole.op("MATCH", is_comparison=True)(" AND ".join(conditions)) if conditions else true()
        )
        if without:
            left_out = whole.op("MATCH", is_comparison=True)(" OR ".join(map(self._term, without)))
            where = and_(where, self.table.c.rowid.not_in(select(self.table.c.rowid).where(left_out).correlate(None)))
        return Matches(self.table, self.table.c.rowid, where, self._score)

    def _term(self, term: Term) -> str:
        return f'"{" ".join(term.tokens)}"{" *" if term.beginning else ""}'

    def prepare(self, db: Db) -> None:
        pass

    def settle(self, db: Db) -> None:
        """Join small pieces of the index, a little."""
        db.execute(text("INSERT INTO search_words(search_words, rank) VALUES('merge', 1000)"))


class _Postgres(_Shared):
    """The vector is written out with its positions, so that no parser of the database reads the words."""

    id = column("id", Integer())
    table = table("search_words", id, column("words", TSVECTOR()))
    _add = insert(table).values(id=bindparam("id"), words=cast(bindparam("words"), TSVECTOR()))

    def add(self, db: Db, entries: Iterable[Entry]) -> None:
        rows = [{"id": entry.id, "words": self._vector(entry)} for entry in entries]
        if rows:
            db.execute(self._add, rows)

    def matches(
        self, terms: Sequence[Term], facets: Sequence[Collection[str]] = (), without: Sequence[Term] = ()
    ) -> Matches:
        conditions = [self._term(term) for term in terms]
        conditions += [f"!{self._term(term)}" for term in without]
        conditions += ["(" + " | ".join(f"'{_SIGN}{facet}'" for facet in group) + ")" for group in facets]
        words = self.table.c.words
        query = cast(bindparam(None, " & ".join(conditions)), TSQUERY())
        where = words.op("@@", is_comparison=True)(query) if conditions else true()
        return Matches(self.table, self.table.c.id, where, -func.ts_rank_cd(words, query))

    def prepare(self, db: Db) -> None:
        """Which way is quick depends on how common the words are, so each search is planned with its own."""
        db.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))

    def settle(self, db: Db) -> None:
        """Let the database learn which words are common."""
        db.execute(text("ANALYZE search_words"))

    def _vector(self, entry: Entry) -> str:
        places: dict[str, list[str]] = {}
        at = 0
        for weight, part in (("A", entry.title), ("", entry.text)):
            for word in tokens(part, entry.language):
                at = min(at + 1, _LAST_POSITION)
                places.setdefault(word, []).append(f"{at}{weight}")
            at += 1  # no phrase goes from the title on into the text
        entries = [f"{_quoted(word)}:{','.join(stands)}" for word, stands in places.items()]
        return " ".join([*entries, *(f"'{_SIGN}{facet}'" for facet in entry.facets)])

    def _term(self, term: Term) -> str:
        *firsts, last = term.tokens
        words = [*map(_quoted, firsts), _quoted(last) + (":*" if term.beginning else "")]
        return f"({' <-> '.join(words)})"


def _quoted(word: str) -> str:
    """A word for PostgreSQL. Words hold letters, marks and digits only, so there is nothing to escape; it is done all the same."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
