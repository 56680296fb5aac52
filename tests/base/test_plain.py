"""Text without control characters."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from peerhub.base.plain import many_lines, one_line, without_controls
from peerhub.base.words import N_


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


def test_a_marked_sentence_stays_as_it_is() -> None:
    assert N_("Yes") == "Yes"
