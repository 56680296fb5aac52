"""Which reply counts: by what people are asked about now, and by what they said last."""

from datetime import UTC, datetime, timedelta

import pytest

from peerhub.sessions.rules.replies import Asked, Said, Standing, standing

NOON = datetime(2026, 3, 2, 12, 0, 0, 700_000, tzinfo=UTC)
ASKED = Asked(sequence=2, since=NOON)
COUNTS, EARLIER, OVERTAKEN = Standing.COUNTS, Standing.EARLIER_TIME, Standing.OVERTAKEN


def after(seconds: int) -> datetime:
    return NOON.replace(microsecond=0) + timedelta(seconds=seconds)


def judged(sequence: int | None, stamp: int | None, received: int = 900, said: Said | None = None) -> Standing:
    at = None if stamp is None else after(stamp)
    return standing(sequence, at, after(received), asked=ASKED, said=said or Said())


@pytest.mark.parametrize(
    ("sequence", "stamp", "expected"),
    [
        (1, 60, EARLIER),
        (2, 60, COUNTS),
        (2, -60, COUNTS),  # a clock that goes slow: its SEQUENCE shows what it answers
        (3, 60, COUNTS),  # never sent: the stamp tells
        (3, -60, EARLIER),
        (None, 60, COUNTS),
        (None, 0, COUNTS),  # in the second of the asking
        (None, -1, EARLIER),
        (None, None, COUNTS),  # by the moment of receipt
    ],
)
def test_what_it_answers(sequence: int | None, stamp: int | None, expected: Standing) -> None:
    assert judged(sequence, stamp) is expected


def test_received_before_they_were_asked_anew() -> None:
    assert judged(None, None, received=-5) is EARLIER
    assert judged(None, 500, received=-5) is EARLIER  # a clock that goes fast


@pytest.mark.parametrize(
    ("stamp", "expected"), [(99, OVERTAKEN), (100, OVERTAKEN), (101, COUNTS), (None, COUNTS), (5_000, COUNTS)]
)
def test_after_another_reply(stamp: int | None, expected: Standing) -> None:
    assert judged(2, stamp, said=Said(sequence=2, stamp=after(100))) is expected


def test_a_reply_to_an_earlier_time_does_not_stand_in_the_way() -> None:
    fast = Said(sequence=1, stamp=after(9_000))
    assert judged(2, 60, said=fast) is COUNTS
    assert judged(2, 60, said=Said(sequence=2, stamp=after(9_000))) is OVERTAKEN


@pytest.mark.parametrize(("stamp", "expected"), [(99, OVERTAKEN), (100, OVERTAKEN), (101, COUNTS), (None, COUNTS)])
def test_after_an_answer_on_the_site(stamp: int | None, expected: Standing) -> None:
    assert judged(2, stamp, said=Said(on_site_at=after(100) + timedelta(milliseconds=300))) is expected


def test_a_fast_clock_does_not_win_over_the_site() -> None:
    assert judged(2, 5_000, received=90, said=Said(on_site_at=after(100))) is OVERTAKEN
    assert judged(2, 5_000, received=101, said=Said(on_site_at=after(100))) is COUNTS


def test_two_replies_of_a_fast_clock_are_compared_by_that_clock() -> None:
    first = Said(sequence=2, stamp=after(5_000))
    assert judged(2, 5_001, received=90, said=first) is COUNTS
    assert judged(2, 4_999, received=95, said=first) is OVERTAKEN
