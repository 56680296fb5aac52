"""Whatever is typed is read, and nothing of it reaches the syntax of a database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.fulltext.excerpts import excerpt
from peerhub.base.fulltext.index import index_of
from peerhub.base.fulltext.query import Term, parse

WORDS = "author room"
ODD = [
    '"', '""', '"unclosed', "*", "***", "a*b", "NEAR(a b, 3)", "a NEAR b", "AND", "OR NOT", "NOT", "^first", "col:x", "-x", "{a b}:c",
    "search_words MATCH 'x'", "'; DROP TABLE messages --", "a' | 'b", "a <-> b", "a:*", "\\", "\0", "a\0b", "\ud800", "(((((", "author:",
    'author:"', "room:::", "%", "_", "§room1", "x" * 10_000, "a " * 5_000, '"' * 10_000, "中" * 5_000, "🙂", "ﷺ" * 100, "\u202e\u2066",
]  # fmt: skip


def asked(text: str) -> list[Term]:
    """The terms alone."""
    return list(parse(text, WORDS.split()).terms)


def test_words_phrases_beginnings_and_operators() -> None:
    query = parse('Peer “cultural  statistics” fund* author:me room:"Fair pay" http://a.example', {"author", "room"})
    assert query.terms == (
        Term(("peer",)), Term(("cultural", "statistics")), Term(("fund",), beginning=True), Term(("http", "a", "example")),
    )  # fmt: skip
    assert query.operators == (("author", "me"), ("room", "Fair pay"))
    assert not query.cut


def test_short_beginnings_are_words_and_single_signs_beginnings() -> None:
    assert asked("ab*") == [Term(("ab",))]
    assert asked("文") == [Term(("文",), beginning=True)]
    assert asked("文化") == [Term(("文化",))]


@pytest.mark.parametrize(
    ("text", "terms", "without"),
    [
        ("peers -music", ["peers"], [("music",)]),
        ('peers -"live music" -art*', ["peers"], [("live", "music"), ("art",)]),
        ("peer-learning - well", ["peer-learning", "well"], []),
        ("–música －文化", [], [("musica",), ("文化",)]),
        ("-author:me", [], [("author", "me")]),
    ],
)
def test_what_has_a_minus_is_left_out(text: str, terms: list[str], without: list[tuple[str, ...]]) -> None:
    query = parse(text, {"author"})
    assert [term.typed for term in query.terms] == terms
    assert [term.tokens for term in query.without] == without
    assert query.operators == ()


@pytest.mark.parametrize(
    ("text", "terms", "without", "either"),
    [
        ("music AND film", ["music", "film"], [], False),
        ("music NOT film", ["music"], ["film"], False),
        ('music AND NOT "live film"', ["music"], ["live film"], False),
        ("음악 NOT film", ["음악"], ["film"], False),
        ("music OR film", ["music", "or", "film"], [], True),
        ("BTR AND GHG", ["btr", "ghg"], [], False),
        ("NDC NOT BTR", ["ndc"], ["btr"], False),
        ("BTR OR GHG", ["btr", "or", "ghg"], [], True),
        ("FAIR PAY AND RIGHTS FOR ARTISTS", ["fair", "pay", "and", "rights", "for", "artists"], [], False),
        ("music | film", ["music", "film"], [], True),
        ("NOT FOR PROFIT", ["not", "for", "profit"], [], False),
        ("music and film or not", ["music", "and", "film", "or", "not"], [], False),
        ('"music OR film" NOT', ["music or film"], [], False),
    ],
)
def test_words_that_other_searches_know_work_or_are_told(
    text: str, terms: list[str], without: list[str], *, either: bool
) -> None:
    query = parse(text)
    assert [" ".join(term.tokens) for term in query.terms] == terms
    assert [" ".join(term.tokens) for term in query.without] == without
    assert query.either is either


def test_korean_words_are_beginnings_without_their_particles() -> None:
    assert asked("다양성") == asked("다양성을") == asked("다양성의") == [Term(("다양성",), beginning=True)]
    assert asked("국가") == [Term(("국가",), beginning=True)], "a short word keeps its end"
    assert asked("전문가") == [Term(("전문가",), beginning=True)], "this particle stands after vowels"
    assert asked('"문화 정책을"') == [Term(("문화", "정책"), beginning=True)]


def test_long_questions_are_cut_and_say_so() -> None:
    assert parse("word " * 500).cut
    many = parse(" ".join(f"w{number}" for number in range(50)))
    assert (len(many.terms), many.cut) == (12, True)


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_questions_run_in_the_database(db: Db, text: str) -> None:
    runs(db, text)


@given(text=st.text(max_size=80))
def test_words_hold_nothing_but_letters(text: str) -> None:
    for term in asked(text):
        assert all(re.fullmatch(r"[^\s\"'*():^\\{}<>&|!§+-]+", word) for word in term.tokens)
    excerpt(text, asked("a* b"))


def runs(db: Db, text: str) -> None:
    """Ask the database."""
    index = index_of(db)
    query = parse(text, WORDS.split())
    matches = index.matches(query.terms, [["room1", "room2"], ["author1"]], query.without)
    assert db.execute(select(matches.id, matches.score).where(matches.where)).all() == []
