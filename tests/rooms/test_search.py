"""What is said is found, in every script, and what nobody reads any more is not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.people.models import Person
from peerhub.rooms.actions import answers, indexing, rooms, threads
from peerhub.rooms.actions import messages as message_actions
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.actions.threads import NewThread
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import search
from peerhub.rooms.queries.search import BEST, SearchRequest
from peerhub.search.commands import search as rooms_search
from tests.cast import Cast
from tests.rooms.arrange import Place, build, start

SCRIPTS = {
    "latin": ("L’**éducation** artistique à Łódź", ["education", "ÉDUCATION artistique", "educa*", '"artistique a lodz"', "lodz"]),
    "cyrillic": ("Поддержка культуры и ёлка", ["культуры", "КУЛЬТУРЫ", "культ*", '"культуры и елка"']),
    "arabic": ("دعم الثقافةِ والمدرسة في الأردن", ["ثقافة", "الثقافه", "مدرسة", "ثقا*", '"الثقافة والمدرسة"', "اردن"]),
    "chinese": ("中国文化政策的发展", ["文化", "文化政策", "策", '"中国文化"', "发展 中国"]),
    "japanese": ("文化のための基金", ["基金", "ための", "金"]),
    "thai": ("การสนับสนุนวัฒนธรรมไทย", ["วัฒนธรรม", "ไทย", '"วัฒนธรรมไทย"']),
    "devanagari": ("हिन्दी में संस्कृति नीति", ["संस्कृति", "संस्कृ*", '"संस्कृति नीति"']),
    "amharic": ("የባህል ፖሊሲ፡ሠላም", ["ባህል*", "የባህል", "ሰላም", "ፖሊሲ", '"የባህል ፖሊሲ"']),
    "georgian": ("კულტურის პოლიტიკა საქართველოში", ["კულტურის", "ᲙᲣᲚᲢᲣᲠᲘᲡ", "პოლიტ*", '"კულტურის პოლიტიკა"']),
}  # fmt: skip
SCRIPTS["amharic"][1].remove("ባህል*")  # in the middle of a word: beginnings are found, ends are not


def found(db: Db, viewer: Person, question: str, **filters: str) -> list[int]:
    """The numbers of the messages that are found."""
    return [hit.id for hit in search.search(db, viewer, SearchRequest(question, tuple(filters.items()))).hits]


@pytest.mark.parametrize("script", SCRIPTS)
def test_words_beginnings_and_phrases_in_every_script(db: Db, cast: Cast, script: str) -> None:
    place, writer = build(db, cast), db.merge(cast.seeker)
    said, questions = SCRIPTS[script]
    posted = message_actions.post(db, writer, place.thread, Draft(said))
    for other, (elsewhere, _questions) in SCRIPTS.items():
        if other not in {script, "japanese", "chinese"}:
            message_actions.post(db, writer, place.thread, Draft(elsewhere))
    assert {question: found(db, writer, question) for question in questions} == {
        each: [posted.id] for each in questions
    }
    hit = search.search(db, writer, SearchRequest(questions[0])).hits[0]
    assert any(piece.hit for piece in search.search(db, writer, SearchRequest(questions[0])).excerpt_of(hit))


@pytest.mark.parametrize(
    ("said", "language", "questions"),
    [
        ("문화 다양성을 지키고 문화를 나눕니다", "ko", ["다양성", "다양성을", "문화*", "문화", "다양성 문화"]),
        ("نحو ٤٥٦ طلبًا", "ar", ["456", "٤٥٦", "456*"]),
        ("About 456 requests", "en", ["٤٥٦", "456", "４５６"]),
        ("It cost 1,000 dollars", "en", ["1000", "1,000", "١٠٠٠"]),
        ("Cela coûte 1 000 euros", "fr", ["1000"]),
        ("Cela coûte 1.000 euros, soit 1,5 mois", "fr", ["1000", '"1 5 mois"']),
    ],
)
def test_search_korean_digits(db: Db, cast: Cast, said: str, language: str, questions: list[str]) -> None:
    place, writer = build(db, cast), db.merge(cast.seeker)
    posted = message_actions.post(db, writer, place.thread, Draft(said, language=language))
    assert {question: found(db, writer, question) for question in questions} == {
        each: [posted.id] for each in questions
    }
    assert found(db, writer, "1000000") == found(db, writer, "4567") == []


def test_a_french_decimal_is_no_thousand(db: Db, cast: Cast) -> None:
    place, writer = build(db, cast), db.merge(cast.seeker)
    message_actions.post(db, writer, place.thread, Draft("Il en faut 1,000 au plus", language="fr"))
    assert found(db, writer, "1000") == []


def test_a_word_with_a_minus_leaves_out(db: Db, cast: Cast) -> None:
    place, writer = build(db, cast), db.merge(cast.seeker)
    both = message_actions.post(db, writer, place.thread, Draft("peers and live music")).id
    one = message_actions.post(db, writer, place.thread, Draft("peers and music")).id
    assert found(db, writer, "peers -live") == found(db, writer, 'peers -"live music"') == [one]
    assert found(db, writer, "peers -music") == []
    assert both in found(db, writer, "-nothing")
    assert both not in found(db, writer, "-live")
    mine = found(db, writer, "-live", author="me")
    assert (one in mine, both in mine) == (True, False)
    best = search.search(db, writer, SearchRequest("peers -live", order=BEST))
    assert [hit.id for hit in best.hits] == [one]
    assert best.words == "peers -live"


def test_all_words_must_be_there_and_phrases_in_order(db: Db, cast: Cast) -> None:
    place, writer = build(db, cast), db.merge(cast.seeker)
    posted = message_actions.post(db, writer, place.thread, Draft("peers learn from peers"))
    assert found(db, writer, "learn peers") == [posted.id]
    assert found(db, writer, '"peers learn"') == [posted.id]
    assert found(db, writer, '"learn peers"') == found(db, writer, "learn money") == found(db, writer, "pee") == []


def test_edit_remove_and_undo(db: Db, cast: Cast) -> None:
    place, writer = build(db, cast), db.merge(cast.seeker)
    posted = message_actions.post(db, writer, place.thread, Draft("before"))
    message_actions.edit(db, writer, posted.id, "afterwards")
    assert (found(db, writer, "before"), found(db, writer, "afterwards")) == ([], [posted.id])
    message_actions.remove(db, writer, posted.id)
    assert found(db, writer, "afterwards") == []
    assert (
        db.scalar(text("SELECT count(*) FROM search_words")) == 2
    )  # the two of the rooms: nothing of this one is kept
    message_actions.restore(db, writer, posted.id)
    assert found(db, writer, "afterwards") == [posted.id]


def test_another_title_and_another_room_after_a_line_of_the_log(db: Db, cast: Cast) -> None:
    place, writer = build(db, cast), db.merge(cast.seeker)
    other = rooms.create(db, "theme", "Other room")
    thread = db.get_one(Thread, place.thread)
    thread.title, thread.room_id = "Renamed afterwards", other.id
    db.flush()
    indexing.index_change(db, "titled", thread.id, None)
    assert found(db, writer, "renamed") == [place.message] == found(db, writer, "first", room=str(other.id))
    assert found(db, writer, "first", room=str(place.room)) == []


def test_filters_typed_and_chosen(db: Db, cast: Cast) -> None:
    place, seeker, provider = build(db, cast), db.merge(cast.seeker), db.merge(cast.provider)
    with clock.fixed_at(datetime(2026, 12, 24, 22, 0, tzinfo=UTC)):
        late = message_actions.post(db, provider, place.thread, Draft("un mensaje tardío", language="es"))
    answers.choose(db, seeker, place.thread, 2)
    told = threads.start(db, provider, place.room, NewThread("Told", "experience", Draft("un hecho"), "1.1"))
    for question, expected in {
        "author:me": [told.id, late.id],
        'author:"Ministry of cultures"': [told.id, late.id],
        "author:statistics": [place.private_message, place.message],
        "country:JM": [place.private_message, place.message],
        "country:chile un": [told.id, late.id],
        "country:MN": [],
        'room:"Test ro"': [told.id, late.id, place.message],
        f"room:{place.private_room}": [place.private_message],
        "kind:experience": [told.id],
        "activity:1.1": [told.id],
        "language:es": [late.id],
        "language:spanish": [late.id],
        "from:2026-12 to:2026-12": [late.id],
        "from:2026-12-24": [late.id],
        "from:2026-12-25": [],
        "to:2026-11-24": [told.id, place.private_message, place.message],
        "has:answer un": [late.id],
    }.items():
        assert found(db, provider, question) == expected, question
        name, _colon, value = question.partition(":")
        if " " not in question:
            assert found(db, provider, "", **{name: value}) == expected


def test_filters_that_cannot_be_say_why(db: Db, cast: Cast) -> None:
    build(db, cast)
    odd = (
        "author:zzz",
        "country:Atlantis",
        "room:nowhere",
        "kind:x",
        "activity:99",
        "language:klingonese",
        "from:soon",
        "to:9999",
        "has:x",
    )
    for question in odd:
        answer = search.search(db, db.merge(cast.seeker), SearchRequest(f"{question} first"))
        assert (answer.total, len(answer.problems)) == (0, 1), question


def test_best_first_and_pages_by_position(db: Db, cast: Cast) -> None:
    place, writer = build(db, cast), db.merge(cast.seeker)
    for _each in range(45):
        message_actions.post(db, writer, place.thread, Draft("apples and pears and plums and other fruit"))
    best = message_actions.post(db, writer, place.thread, Draft("apples apples apples"))
    message_actions.post(
        db, writer, place.thread, Draft("a long text about pears in which apples stand once, at its end")
    )
    for order in (search.NEWEST, BEST):
        after, ids = None, []
        while True:
            answer = search.search(db, writer, SearchRequest("apples", (), order, after))
            assert answer.total == 47
            ids += [hit.id for hit in answer.hits]
            after = answer.older
            if after is None:
                break
        assert len(ids) == len(set(ids)) == 47
        if order == BEST:
            assert ids[0] == best.id
        else:
            assert ids == sorted(ids, reverse=True)


def test_nothing_found_suggests_what_finds_something(db: Db, cast: Cast) -> None:
    place, writer = build(db, cast), db.merge(cast.seeker)
    message_actions.post(db, writer, place.thread, Draft("cultural policies"))
    asked = SearchRequest("culture policy author:outsider", ())
    answer = search.search(db, writer, asked)
    assert answer.problems  # nobody is called so
    assert [what for what, _other, _total in search.suggestions(db, writer, asked, answer)] == ["both"]
    asked = SearchRequest("culture polici* country:CL", ())
    close = search.suggestions(db, writer, asked, search.search(db, writer, asked))
    assert [(what, other.text, total) for what, other, total in close] == [("both", "cultu* polici*", 1)]


def test_the_same_number_of_queries_for_few_and_many(
    database: Database, cast: Cast, place: Place, count_queries: Any
) -> None:
    asked = []
    for messages in (1, 12):
        with database.transaction() as db:
            for _each in range(messages):
                message_actions.post(db, db.merge(cast.seeker), place.thread, Draft("countable"))
        with database.session() as db, count_queries() as seen:
            viewer = db.merge(cast.provider, load=False)
            assert search.search(db, viewer, SearchRequest("countable")).total in {1, 13}
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 4


def test_a_rebuild_goes_on_where_it_stopped_and_ends_in_the_same(
    app: Flask, database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as db:
        for number in range(10):
            message_actions.post(db, db.merge(cast.seeker), place.thread, Draft(f"entry {number}"))
        removed = db.scalars(select(Message).where(Message.number == 3)).first()
        assert removed
        message_actions.remove(db, db.merge(cast.seeker), removed.id)
        db.execute(text("DELETE FROM search_words"))
    monkeypatch.setattr("peerhub.rooms.actions.indexing.BATCH", 4)
    with database.transaction() as db:
        assert indexing.rebuild_some(db) == (4, 12)
    answer = app.test_cli_runner().invoke(rooms_search, ["rebuild"])
    assert answer.exit_code == 0
    assert "Message 12 of 12" in answer.output
    with database.session() as db:
        assert len(found(db, db.merge(cast.seeker), "entry")) == 9
        assert len(found(db, db.merge(cast.seeker), "first")) == 2


# The page.


def test_the_page_without_a_script(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    with database.transaction() as db:
        message_actions.post(
            db, db.merge(cast.seeker), place.thread, Draft("Say <script>alert(1)</script> & **loud**ly")
        )
        start(db, db.merge(cast.seeker), place.room, title="<b>bold</b> title")
    browser = browse(cast.provider)
    assert 'href="/search" data-search' in browser.get("/rooms").text
    assert "Write what you are looking for" in browser.get("/search").text
    page = browser.get("/search?q=alert").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt; &amp; loudly" in page
    titled = browser.get("/search", query_string={"q": "bold*"}).text
    assert "&lt;<mark>b</mark>&gt;" not in titled
    assert "&lt;b&gt;<mark>bold</mark>&lt;/b&gt; title" in titled
    assert "/messages/" in titled
    assert page.count("Search twice instead") == 1
    assert browser.get("/search?q=alert+OR+bold").text.count("Search twice instead") == 2
    empty = browser.get("/search?q=unheard").text
    assert "No results." in empty
    assert "no word to search for" in browser.get("/search", query_string={"q": "?!"}).text
    wrong = browser.get("/search?q=first&country=Atlantis").text
    assert "There is no country “Atlantis”" in wrong
    assert 'href="/search?q=first"' in wrong  # the filter can be left out
    chosen = browser.get(f"/search?q=first&room={place.room}&kind=question&order=best").text
    assert 'value="question" selected' in chosen
    assert "1 message" in chosen


@pytest.mark.parametrize(
    "odd",
    [
        "q=" + "x" * 10_000,
        "q=%00",
        "q=%22&after=x",
        "after=99999999999999",
        "from=x&to=%00&room=-1&room=1&room=2&room=3",
        "q=%F0%28",
    ],
)
def test_odd_addresses_are_answered(browse: Any, cast: Cast, place: Place, odd: str) -> None:
    assert browse(cast.seeker).get(f"/search?{odd}").status_code == 200
