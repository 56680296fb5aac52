"""Short texts that hold what was asked for."""

import pytest

from peerhub.base.fulltext.matching import READ, _line, matching
from peerhub.base.fulltext.query import parse


@pytest.mark.parametrize(
    ("question", "texts", "held"),
    [
        ("statistics", ("Office of Statistics",), True),
        ("STATISTIQUES", ("Bureau des statistiques",), True),
        ("education", ("Éducation artistique",), True),
        ("statistics jamaica", ("Statistics office", "Jamaica"), True),
        ('"statistics office"', ("Statistics office, Jamaica",), True),
        ('"office statistics"', ("Statistics office",), False),
        ("stat*", ("Statistics office",), True),
        ("stat", ("Statistics office",), False),
        ("office -music", ("Statistics office",), True),
        ("office -statistics", ("Statistics office",), False),
        ("-music", ("Statistics office",), False),
        ("", ("Statistics office",), False),
        ("ثقافة", ("وزارة الثقافة",), True),
        ("文化", ("中国文化政策",), True),
    ],
)
def test_what_is_asked_for_is_held(question: str, texts: tuple[str, ...], *, held: bool) -> None:
    assert (matching(parse(question), [("it", texts)]) == ["it"]) is held


def test_order_is_kept() -> None:
    assert matching(parse("b"), [(1, ("a b",)), (2, ("a",)), (3, ("b",))]) == [1, 3]


def test_a_long_text_is_read_to_a_bound() -> None:
    assert matching(parse("begin"), [(1, ("begin " + "x " * 5_000,))]) == [1]
    assert matching(parse("end"), [(1, ("x " * 5_000 + "end",))]) == []
    assert len(_line("\ufdfa" * 5_000)) <= READ * 2 + 2
