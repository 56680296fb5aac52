"""Every kind of email: its plain text says what its HTML says, it loads nothing, and it is fit for both directions and for the dark."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from peerhub.base.mail import render
from peerhub.base.mail.models import SENT, WAITING, OutgoingMail
from peerhub.base.mail.outbox import kept_of
from peerhub.base.mail.preview import preview
from peerhub.base.paths import site_folder
from peerhub.base.settings import Settings
from peerhub.base.text.markdown import to_html

pytestmark = pytest.mark.one_database

FOLDER = site_folder("templates") / "mail"
JAMAICA, JORDAN = {"code": "JM", "name": "Jamaica"}, {"code": "JO", "name": "Jordan"}
DAY, MOMENT, LATER = "2026-12-01", "2026-12-01T14:00:00+00:00", "2026-12-01T15:30:00+00:00"
TYPED = "We count 40,000.\n  A second line, with <b>signs</b> & more."
WRITTEN = to_html(
    """See [the law](https://law.example/a?b=1&c=2), [the draft](/messages/3) and https://data.example or office@cast.example.

> [Jamaica wrote](/messages/2)
> a first answer

3. third
4. fourth
   - inner

| Year | Works |
|---|---|
| 2024 | **12** |

```
SELECT *
  FROM works
```
![a picture](https://pictures.example/x.png) ~~gone~~

# رأس""",
    ["Statistics office"],
)
SESSION = {
    "session": 1, "path": "/sessions/1", "title": "Where the figures come from", "kind": "thematic", "purpose": TYPED,
    "theme": "", "outcome": "New knowledge", "starts_at": MOMENT, "ends_at": LATER, "minutes": 90, "before": LATER, "proposed": LATER,
    "agenda": [{"at": MOMENT, "title": "Welcome", "owner": "Statistics office"}, {"at": LATER, "title": "End", "owner": ""}],
    "countries": [JAMAICA, JORDAN], "facilitators": ["Secretariat", "أمانة"], "joins": True, "reason": TYPED,
    "role": "speaker", "response": "needs_action", "invitation": "/invitations/a.b", "reads_replies": False,
}  # fmt: skip
PROPOSAL = {
    "seeker": JAMAICA, "provider": JORDAN, "named": JAMAICA, "challenge": "How to count", "done": "A register", "message": TYPED,
    "reason": TYPED, "path": "/proposals/1", "need_path": "/needs/1",
}  # fmt: skip
SURVEY = {
    "title": "Figures",
    "path": "/answer/a.b",
    "questions": 5,
    "minutes": 3,
    "closes_at": MOMENT,
    "is_named": False,
}
COMMITMENT = {"text": "Write to the office", "with_whom": "the archive", "due_on": DAY, "path": "/commitments/1"}
ACCOUNT = {
    "path": "/invitations/x",
    "office": "Archive",
    "country": JAMAICA,
    "inviter": "An office",
    "expires_at": MOMENT,
    "address": "new@cast.example",
}
MESSAGE = {"author": "Statistics office", "html": WRITTEN, "language": "en", "path": "/messages/9", "is_cut": True}
POLL = {"question": "Which day?", "options": ["Monday", "الثلاثاء"]}
IN_ROOM = {
    "room": "Data",
    "list": "room-1",
    "rank": 1,
    "topic": "replies",
    "data": {"thread": "Figures", "room": "Data"},
}
NEWS = {
    "lines": [
        IN_ROOM | {"id": 1, "kind": "rooms/replied", "path": "/threads/1", "said": [MESSAGE | {"poll": POLL}],
                   "earlier": [MESSAGE | {"poll": None, "is_cut": False}]},
        IN_ROOM | {"id": 2, "kind": "rooms/thread", "path": "/threads/2", "is_private": True},
        {"id": 3, "kind": "matching/proposed", "path": "/proposals/1", "topic": "exchanges", "data": PROPOSAL},
    ],
    "more": 3, "stop": "/emails/stop/x.y", "next": [{"title": "A session", "at": MOMENT, "path": "/sessions/1"}],
    "owed": [{"kind": "survey", "text": "Figures", "day": DAY, "path": "/surveys/1"},
             {"kind": "session", "text": "A session", "day": None, "at": MOMENT, "path": "/invitations/x"},
             {"kind": "proposal", "text": "How to count", "day": None, "path": "/proposals/1"}],
}  # fmt: skip
LINE = NEWS | {"lines": [NEWS["lines"][0]], "more": 0, "next": [], "owed": []}  # type: ignore[index]  # a list
SAMPLES: dict[str, list[dict[str, Any]]] = {
    "accounts": [ACCOUNT, ACCOUNT | {"country": None, "inviter": ""}],
    "commitments": [COMMITMENT, COMMITMENT | {"with_whom": ""}],
    "exchanges": [{"seeker": JAMAICA, "providers": [JORDAN], "subject": TYPED, "path": "/exchanges/1"}],
    "matching": [PROPOSAL, PROPOSAL | {"reason": "", "named": None}],
    "notices": [NEWS, LINE],
    "sessions": [
        SESSION,
        SESSION
        | {
            "proposed": "",
            "purpose": "",
            "agenda": [],
            "countries": [],
            "joins": False,
            "reason": "",
            "response": "accepted",
        },
    ],
    "surveys": [SURVEY, SURVEY | {"is_named": True}],
}
KINDS = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/[a-z]*.html"))
SETTINGS = Settings(public_url="https://site.example")
LANGUAGES = [("en", "UTC", "ltr"), ("ar", "Asia/Amman", "rtl")]
CASES = [(kind, number) for kind in KINDS for number, _data in enumerate(SAMPLES[kind.partition("/")[0]])]


class Seen(HTMLParser):
    """What a reader of HTML sees: its words with the numbers of lists, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.links, self.tags = list[str](), set[str](), list[tuple[str, dict[str, str]]]()
        self._link, self._label, self._hidden = "", "", 0
        self._lists: list[int | None] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag in {"title", "style"}:
            self._hidden += 1
        elif tag == "a":
            self._link, self._label = given["href"].removeprefix("mailto:"), ""
            self.links.add(self._link)
        elif tag in {"ul", "ol"}:
            self._lists.append(int(given.get("start", 1)) if tag == "ol" else None)
        elif tag == "li" and (number := self._lists[-1]) is not None:
            self.words.append(str(number))
            self._lists[-1] = number + 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"title", "style"}:
            self._hidden -= 1
        elif tag in {"ul", "ol"}:
            self._lists.pop()
        elif tag == "a":
            self.words += words(self._link) if self._label.strip() != self._link else []
            self._link = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._label += data
            self.words += words(data)


def words(text: str) -> list[str]:
    """The words of a text, one after the other, without signs between them."""
    return re.findall(r"\w+", text)


def written(kind: str, number: int, language: str = "en", zone: str = "UTC") -> OutgoingMail:
    """A mail of that kind as it waits, with the data of its domain."""
    return OutgoingMail(
        kind=kind, data=SAMPLES[kind.partition("/")[0]][number], language=language, zone=zone, state=WAITING,
        recipient="office@cast.example", recipient_name="An office", message_id="<1@cast.example>",
    )  # fmt: skip


def sent(app: Flask, kind: str, number: int, language: str = "en", zone: str = "UTC") -> EmailMessage:
    """An email of that kind, from the data of its domain."""
    with app.app_context():
        return render.render(SETTINGS, written(kind, number, language, zone))


def parts(message: EmailMessage) -> tuple[str, str]:
    """Plain text and HTML."""
    plain, rich = (part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    return plain, rich


def test_every_kind_is_looked_at() -> None:
    assert len(KINDS) >= 17
    assert {kind.partition("/")[0] for kind in KINDS} == set(SAMPLES)


@pytest.mark.parametrize(("language", "zone", "_direction"), LANGUAGES)
@pytest.mark.parametrize(("kind", "number"), CASES)
def test_the_plain_text_says_what_the_html_says(
    site: Flask, kind: str, number: int, language: str, zone: str, _direction: str
) -> None:
    plain, rich = parts(sent(site, kind, number, language, zone))
    seen = Seen(rich)
    assert words(plain) == seen.words
    assert set(re.findall(r"https?://[^\s)]+", plain)) == {link for link in seen.links if "@" not in link}
    assert all(len(line) < 990 for line in plain.splitlines())
    assert "\n\n\n" not in plain


@pytest.mark.parametrize(("language", "zone", "direction"), LANGUAGES)
@pytest.mark.parametrize(("kind", "number"), CASES)
def test_it_loads_nothing_and_says_how_it_is_read(
    site: Flask, kind: str, number: int, language: str, zone: str, direction: str
) -> None:
    _plain, rich = parts(sent(site, kind, number, language, zone))
    tags = Seen(rich).tags
    assert ("html", {"lang": language, "dir": direction}) in tags
    assert ("meta", {"name": "color-scheme", "content": "light dark"}) in tags
    assert "@media (prefers-color-scheme:dark)" in rich
    assert loading(rich) == []


@pytest.mark.parametrize("state", [WAITING, SENT])
@pytest.mark.parametrize(("kind", "number"), CASES)
def test_it_can_be_looked_at_before_and_after_it_was_sent(site: Flask, kind: str, number: int, state: str) -> None:
    mail = written(kind, number)
    subject = sent(site, kind, number)["Subject"]
    mail.state, mail.data = state, kept_of(mail.data) if state == SENT else mail.data
    with site.app_context():
        shown = preview(SETTINGS, mail)
    assert shown is not None
    assert shown.text
    assert shown.subject == str(subject).strip()


LOADING = {
    "img",
    "link",
    "script",
    "iframe",
    "video",
    "audio",
    "object",
    "embed",
    "source",
    "svg",
    "input",
    "form",
    "base",
}


def loading(html: str) -> list[str]:
    """What would be fetched or told when somebody opens the email, and classes, which mean nothing there."""
    found = [tag for tag, _given in Seen(html).tags if tag in LOADING]
    found += [
        name
        for _tag, given in Seen(html).tags
        for name in given
        if name in {"src", "srcset", "background", "class", "ping"}
    ]
    return found + re.findall(r"url\(|@import|http-equiv", html)


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<img alt>", ["img"]),
        ('<p style="background:url(https://x.example)">', ["url("]),
        ('<p background="https://x.example">', ["background"]),
        ("<style>@import 'x'</style>", ["@import"]),
        ('<bdi class="mention">', ["class"]),
    ],
)
def test_what_is_loaded_is_found(planted: str, found: list[str]) -> None:
    assert loading(planted) == found


def test_a_text_that_says_something_else_is_found() -> None:
    seen = Seen('<title>no</title><p>Read <a href="https://a.example/b">this</a></p><ol start="3"><li>that</li></ol>')
    assert seen.words == ["Read", "this", "https", "a", "example", "b", "3", "that"]
    assert seen.links == {"https://a.example/b"}
