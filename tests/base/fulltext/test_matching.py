"""Short texts that hold what was asked for."""

import pytest

from peerhub.base.fulltext.matching import matches
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
    assert matches(parse(question), *texts) is held


def test_a_long_text_is_read_to_a_bound() -> None:
    assert matches(parse("begin"), "begin " + "x " * 5_000)
    assert not matches(parse("end"), "x " * 5_000 + "end")
