"""Text without control characters."""

import time
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.base.i18n.marks import N_
from peerhub.base.text.plain import is_visible, many_lines, normalized, one_line, without_controls


@given(st.text(st.characters()))
def test_no_control_is_left_and_twice_is_once(text: str) -> None:
    for clean in (without_controls(text), one_line(text)):
        assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in clean)
    assert one_line(one_line(text)) == one_line(text)
    assert many_lines(many_lines(text)) == many_lines(text)
    many_lines(text).encode()


def test_breaks_and_tabs() -> None:
    assert one_line(" a\r\nb\tc\u2028 d\0 ") == "a b c d"
    assert one_line("half\ud83d a sign") == many_lines("half\ud83d a sign") == "half a sign"
    assert many_lines("\na \r\nb\rc\x85\n\nd\0\t!\n") == "a\nb\nc\n\n\nd !"


UNSEEN = [
    "", " ", "\u200b", "\u3164", "\u2800", "\u115f\u1160", "\xad", "\ufe0f", "\U000e0041\U000e007f", "\u2060 \u200e\n\u200d",
    "\u034f", "\uffa0", "\u180e", "\u00a0\u3000", "\u202e\u2066", "\u17b4", "\U000e0100", "\u206a", "\ufff9", "\U0001d173",
    "\ufffc", "\uffff", "\ufdd0", "\U0010fffe",
]  # fmt: skip
SEEN = [
    "a",
    "\u200b.",
    "می\u200cخواهم",
    "👩\u200d🌾",
    "❤\ufe0f",
    "ශ්\u200dරී",
    "한",
    "0",
    "\u0301",
    "\ue000",
    "\U0001fae8",
]


@pytest.mark.parametrize("text", UNSEEN)
def test_invisible_text(text: str) -> None:
    assert not is_visible(text)
    assert (one_line(text), many_lines(f"{text}\n{text}")) == ("", "")


@pytest.mark.parametrize("text", SEEN)
def test_what_can_be_seen_stays_as_it_is(text: str) -> None:
    assert is_visible(text)
    assert (one_line(text), many_lines(text)) == (text, text)


def test_nothing_turns_the_direction_of_what_follows() -> None:
    assert one_line("pay \u202e001\u202c now\u2067") == "pay 001 now"
    assert many_lines("a\u202eb\nc\u2068d\u2069\u200f") == "ab\ncd\u200f"


def test_a_marked_sentence_stays_as_it_is() -> None:
    assert N_("Yes") == "Yes"


FORMS: list[Literal["NFC", "NFD", "NFKC", "NFKD"]] = ["NFC", "NFD", "NFKC", "NFKD"]
MARKS = "\u0300\u0323\u0344\u0f71\u0f73\u0f75\u0f81\u3099\uff9e\uff9f\u0327"


@given(st.text(st.sampled_from(f"{MARKS}aé가ｶ각")), st.text(st.sampled_from(MARKS), min_size=32))
def test_marks_are_put_in_the_order_of_unicode(text: str, many: str) -> None:
    for form in FORMS:
        assert normalized(form, f"{text}{many}e{text}") == unicodedata.normalize(  # noqa: TID251
            form, f"{text}{many}e{text}"
        )


@pytest.mark.parametrize("marks", ["\u0300\u0323", "\u0f73\u0300", "\u0f75\u0f81", "\u0300\uff9e"])
@pytest.mark.parametrize("apart", [True, False], ids=["in blocks", "in turn"])
def test_no_number_of_marks_takes_long(marks: str, apart: bool) -> None:
    """The library takes a minute for so many."""
    many = marks[0] * 100_000 + marks[1] * 100_000 if apart else marks * 100_000
    began = time.process_time()
    for form in FORMS:
        normalized(form, f"a{many}")
    assert time.process_time() - began < 4
