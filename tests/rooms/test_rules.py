"""What holds in every room."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.base.text import markdown
from peerhub.rooms import rules

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(("number", "page"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3)])
def test_pages_are_cut_by_number(number: int, page: int) -> None:
    assert rules.page_of(number) == page


@given(st.integers(0, 500), st.integers(1, 20))
def test_every_number_stands_on_one_page(last: int, page: int) -> None:
    shown = rules.pages_of(last, page, 0, unread=False)
    assert 1 <= shown.page <= shown.pages
    assert (shown.first, shown.last) == ((shown.page - 1) * rules.PAGE + 1, shown.page * rules.PAGE)
    assert all(rules.page_of(number) == shown.page for number in range(shown.first, shown.last + 1))


def test_a_thread_opens_at_the_first_unread_message_else_at_its_end() -> None:
    assert rules.pages_of(120, None, 60, unread=True).page == 2
    assert rules.pages_of(120, None, 50, unread=True).page == 2
    assert rules.pages_of(120, None, 49, unread=True).page == 1
    assert rules.pages_of(120, None, 120, unread=False).page == 3
    assert rules.pages_of(120, 1, 120, unread=False).page == 1
    assert rules.pages_of(120, 99, 0, unread=True).page == 3


def test_unread_counts_from_the_mark_and_leaves_out_what_ended_before_their_time() -> None:
    later = NOON + timedelta(days=1)
    assert rules.unread(7, 3, NOON, NOON) == 4
    assert rules.unread(7, None, later, NOON) == 7
    assert rules.unread(7, None, NOON, later) == 0
    assert rules.unread(7, 3, NOON, later) == 4


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1986. A great year.\n1987. Another", "1986. A great year. 1987. Another"),
        ("5. a\n   - x\n\n   1. y\n6. b", "5. a x y 6. b"),
        ("1. a\n2. b", "a b"),
        ('`<ol start="3">` and </ul>', '<ol start="3"> and </ul>'),
        ("1. a\n```\nx\n```\n2. b", "a x 2. b"),
    ],
)
def test_a_number_that_a_reader_sees_is_text(source: str, words: str) -> None:
    """A list that begins with 1 says nothing by its numbers."""
    assert rules.plain_text(markdown.to_html(source)).split() == words.split()


def test_text_is_kept_composed_and_without_controls() -> None:
    assert rules.clean_body(" a\r\nb\x00\x07 e\u0301 ") == "a\nb \u00e9"
    assert rules.clean_body("\u2028 \x0b\t") == ""


@pytest.mark.parametrize(
    ("key", "good"), [("a", True), ("x" * 64, True), ("x" * 65, False), ("", False), ("a b", False), ("é", False)]
)
def test_keys(key: str, good: bool) -> None:
    assert rules.is_key(key) is good


@pytest.mark.parametrize(
    ("code", "good"), [("en", True), ("pt-BR", True), ("zh-Hans", True), ("e", False), ('en"', False)]
)
def test_languages(code: str, good: bool) -> None:
    assert rules.is_language(code) is good


def test_digests_tell_parts_apart() -> None:
    assert rules.message_digest("a", 1, "b") == rules.message_digest("a", 1, "b")
    assert rules.message_digest("a", "bc") != rules.message_digest("ab", "c")
    assert len(rules.message_digest("\ud800")) == 64


def test_a_removal_can_be_undone_for_a_minute() -> None:
    assert rules.may_restore(NOON, NOON + rules.UNDO)
    assert not rules.may_restore(NOON, NOON + rules.UNDO + timedelta(seconds=1))


def test_channels_are_read_as_they_are_written() -> None:
    assert rules.room_of(rules.channel_of(7)) == 7
    assert [rules.room_of(name) for name in ("person:7", "room:x", "room:", "")] == [None] * 4
