"""What holds in every room, without a database: lengths, pages of numbers, who wrote what under which key."""

import hashlib
import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from peerhub.base.text import plain

FIRST_LANGUAGE = "en"  # what a room says of itself is read in it where nobody wrote it in the reader's own
LONGEST_BODY = 10_000
LONGEST_TITLE = 160
LONGEST_KEY = 64
PAGE = 50
MONTHS = 240
EVENTS = 200
LARGEST_PUSH = 2048  # bytes on the wire
LONGEST_PUSH = 20_000  # characters
UNDO = timedelta(minutes=1)
THREAD_KINDS = ("discussion", "question", "experience", "announcement")
MOST_MENTIONS = 20
MOST_NOTIFIED, MOST_NOTIFIED_BY_FACILITATORS = 60, 300  # people in an hour
MOST_LINKS = 50
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LONGEST_OPTION = 160
LONGEST_QUOTE = 1500
ANSWER, TO_MY_QUESTION, WHERE_I_WROTE, ELSEWHERE = range(4)  # the order of what an email tells of a room
KINDS = (  # of the lines of a room's log
    "thread",
    "message",
    "edited",
    "removed",
    "restored",
    "reaction",
    "language",
    "poll",
    "answer",
    "locked",
    "unlocked",
)
FOLLOWED, MUTED, NEITHER = "followed", "muted", "neither"
FOLLOWING = (FOLLOWED, MUTED, NEITHER)
UNKNOWN_SENDER, UNCHECKED, QUOTES, CANNOT_POST = (  # why a reply by email waits
    "unknown_sender", "unchecked", "quotes", "cannot_post",
)  # fmt: skip
MAILED_REPLIES_KEPT, ENDED_REPLIES_KEPT = timedelta(days=60), timedelta(days=7)
REACTIONS = ("useful", "thanks", "same_question", "agree")
_INSIDE_WORDS = re.compile(r"</?(?:em|strong|del|code|a)\b[^>]*>")
_TAG = re.compile(r"</?\w[^>]*>")
_OF_LISTS = re.compile(r'<(?:(?P<end>/)[ou]l|[ou]l\b(?:[^>]*?\bstart="(?P<start>\d+)")?|(?P<item>li)\b)[^>]*>')
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_KEY = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class Pages:
    """One page of a thread: messages `first` to `last`; pages are cut by number, so an address shows the same for ever."""

    page: int
    pages: int

    @property
    def first(self) -> int:
        """The number of its first message."""
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The highest number it can hold."""
        return self.page * PAGE


def page_of(number: int) -> int:
    """The page on which message `number` stands, from 1."""
    return max(1, -(-number // PAGE))


def pages_of(last_number: int, page: int | None, mark: int, *, unread: bool) -> Pages:
    """The page asked for, kept within the thread; without one the page of the first unread message, else the last page."""
    pages = page_of(last_number)
    opens = page_of(min(mark + 1, last_number)) if unread else pages
    return Pages(min(max(page if page is not None else opens, 1), pages), pages)


def unread(last_number: int, mark: int | None, last_message_at: datetime, news_since: datetime) -> int:
    """How many messages of a thread a person has not read. What ended two weeks before they joined, or
    earlier, counts as read until they open it; joining marks what was written before in threads that go on.

    `queries.unread.unread_in_thread` says the same in SQL.
    """
    if mark is None and last_message_at < news_since:
        return 0
    return last_number - (mark or 0)


def clean_body(body: str) -> str:
    """The text as it is kept: composed letters, no control characters."""
    return plain.many_lines(plain.normalized("NFC", body))


def is_language(code: str) -> bool:
    """Whether `code` has the form of a language tag: `en`, `pt-BR`."""
    return bool(_LANGUAGE.fullmatch(code))


def same_language(first: str, second: str) -> bool:
    """Whether two language tags name one language, wherever it is spoken: `pt` and `pt-BR`."""
    return first.partition("-")[0].lower() == second.partition("-")[0].lower()


def is_key(key: str) -> bool:
    """Whether `key` can be kept: 1 to 64 printable ASCII characters without spaces."""
    return len(key) <= LONGEST_KEY and bool(_KEY.fullmatch(key))


def message_digest(*parts: str | int) -> str:
    """What was sent under a key, in 64 characters: the same input gives the same digest."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode(errors="surrogatepass")).hexdigest()


def may_restore(removed_at: datetime, now: datetime) -> bool:
    """Whether a removal can still be undone."""
    return now - removed_at <= UNDO


def channel_of(room_id: int) -> str:
    """The channel of everybody who looks at a room."""
    return f"room:{room_id}"


def channel_in(room_id: int, language: str) -> str:
    """The channel in which they are pushed to those who read the pages in a language."""
    return f"room:{room_id}:{language}"


def room_of(channel: str) -> int | None:
    """The room of a channel, None for channels of something else."""
    kind, _colon, number = channel.partition(":")
    return int(number) if kind == "room" and number.isdecimal() else None


def plain_text(rendered: str) -> str:
    """What a reader sees of a message's sanitised HTML, as plain text: for the search and its excerpts."""
    return html.unescape(_TAG.sub(" ", _INSIDE_WORDS.sub("", _numbered(rendered))))


def _numbered(rendered: str) -> str:
    """The HTML with the numbers of lists that begin with another one than 1: "1986. A great year." is such a list."""
    numbers: list[int] = []  # of the lists that are open, 0 for those whose numbers say nothing

    def shown(tag: re.Match[str]) -> str:
        if tag["end"]:
            numbers.pop()
        elif not tag["item"]:
            numbers.append(int(tag["start"] or 0))
        elif numbers[-1]:
            numbers[-1] += 1
            return f" {numbers[-1] - 1}. "
        return tag[0]

    return _OF_LISTS.sub(shown, rendered) if "start=" in rendered else rendered


def search_facets(
    room_id: int, kind: str, activity: str | None, author_id: int, language: str, at: datetime
) -> list[str]:
    """By what a message is found besides its words: room, kind and activity of its thread, author, language, month (UTC)."""
    place = [f"room{room_id}", f"kind{kind}", *([activity_facet(activity)] if activity else [])]
    return [*place, f"author{author_id}", language_facet(language), _month_facet(at.astimezone(UTC))]


def activity_facet(code: str) -> str:
    """The facet of a roadmap activity: 1.2 as activity1x2."""
    return "activity" + "".join(sign if sign.isascii() and sign.isalnum() else "x" for sign in code.lower())


def language_facet(code: str) -> str:
    """The facet of a language; a regional one is that of its language."""
    return f"language{code.partition('-')[0].lower()}"


def _month_facet(day: date) -> str:
    return f"month{day.year}x{day.month:02}"


def months(since: date, until: date) -> list[str]:
    """The facets of all months between two days, with a day to spare for time zones; none when that is more than twenty years."""
    at, end = since - timedelta(days=1), until + timedelta(days=1)
    month_facets: list[str] = []
    while (at.year, at.month) <= (end.year, end.month) and len(month_facets) <= MONTHS:
        month_facets.append(_month_facet(at))
        at = (at.replace(day=1) + timedelta(days=32)).replace(day=1)
    return month_facets if len(month_facets) <= MONTHS else []


def first_day(text: str) -> date | None:
    """The day of `2027-03-31`, or the first of `2027-03` or `2027`; None for anything else and for ends of time."""
    match = _DAY.fullmatch(text.strip())
    try:
        day = date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) if match else None
    except ValueError:
        return None
    return day if day and 1900 <= day.year <= 2200 else None


def last_day(text: str) -> date | None:
    """The same for the end of a span: the last day of a month or a year."""
    day = first_day(text)
    if day is None or text.strip().count("-") == 2:
        return day
    later = day.replace(month=12) if "-" not in text else day
    return (later + timedelta(days=32)).replace(day=1) - timedelta(days=1)
