"""Calendars of another's making answer our invitations. In whatever order their emails arrive, late, twice or never, and with the site
answered in between and the session moved, everybody's answer is what they said last of what arrived."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.people.models import Person
from peerhub.sessions.actions import calendar_answers, changes, rsvp
from peerhub.sessions.actions.calendar_answers import Came
from peerhub.sessions.engines.replies import read
from peerhub.sessions.models import NEEDS_ACTION, Session
from peerhub.sessions.rules.replies import Standing
from tests.cast import NOW, Cast
from tests.sessions.arrange import WALL, deliver, invitee, mails, plan, scheduled

HERE = Path(__file__).parent
ICAL_JS = HERE.parents[1] / "node_modules/ical.js/dist/ical.js"
PROGRAMS = ("google", "exchange", "apple", "thunderbird")
PARTSTATS = {"accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED"}
Answer = Callable[..., bytes]


@pytest.fixture(scope="module")
def answered() -> Iterator[Answer]:
    """Let a calendar answer an invitation; one node for all of them."""
    node = shutil.which("node")
    if node is None or not ICAL_JS.exists():
        pytest.skip("ical.js is not installed (npm ci)")  # `make test` installs it; a bare pytest may run without node
    command = [node, str(HERE / "itip.js"), ICAL_JS.as_uri()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout

        def answer(**asked: str) -> bytes:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            told = json.loads(process.stdout.readline())
            assert "reply" in told, told
            return str(told["reply"]).encode()

        yield answer
        process.stdin.close()


@dataclass
class Word:
    """What somebody said, where, when, and which time it was about; `part` is the email, None on the site."""

    person: int
    answer: str
    at: datetime
    sequence: int
    start: datetime
    program: str = ""
    part: bytes | None = None
    arrived: bool = False


@dataclass
class Story:
    """One session, its invitations as they left, and all that was said."""

    db: Db
    cast: Cast
    session: Session
    answered: Answer
    now: datetime = NOW
    moved_at: datetime = NOW
    days: int = 0
    words: list[Word] = field(default_factory=list)
    invitations: dict[int, list[tuple[str, int, datetime]]] = field(default_factory=dict)

    def people(self) -> list[Person]:
        return [self.cast.seeker, self.cast.provider]

    def invited(self) -> None:
        """Let what waits leave, and note what each person's calendar got."""
        deliver(self.db)
        for number, person in enumerate(self.people()):
            own = [mail for mail in mails(self.db) if mail.stream == f"session:{self.session.id}:{person.id}"]
            got = str(own[-1].calendar_body), self.session.sequence, self.session.starts_at
            self.invitations.setdefault(number, []).append(got)

    def do(self, step: tuple[str, int, str, int]) -> None:
        """One step, some seconds after the one before."""
        verb, number, answer, which = step
        self.now += timedelta(seconds=1 + which)
        person = self.people()[number]
        with clock.fixed_at(self.now):
            if verb == "move":
                self.days = 1 - self.days  # there and back
                changed = plan(self.cast, wall_start=WALL + timedelta(days=self.days))
                changes.change(self.db, self.cast.facilitator, self.session.id, changed)
                self.moved_at = self.now
                self.invited()
            elif verb == "site":
                rsvp.respond(self.db, person, self.session.id, answer)
                said = Word(number, answer, self.now, self.session.sequence, self.session.starts_at, arrived=True)
                self.words.append(said)
            elif verb == "arrive":
                emails = [word for word in self.words if word.part]
                self.arrive(emails[which % len(emails)] if emails else None)
            else:
                self.say(number, answer, PROGRAMS[which % 4], self.invitations[number][-1 - which // 4 :][0])

    def say(self, number: int, answer: str, program: str, invitation: tuple[str, int, datetime]) -> None:
        """Answer in a calendar, which may not have got the newest invitation; the email has not arrived yet."""
        body, sequence, start = invitation
        part = self.answered(
            request=body,
            email=self.people()[number].email,
            partstat=PARTSTATS[answer],
            now=self.now.isoformat(),
            program=program,
        )
        self.words.append(Word(number, answer, self.now, sequence, start, program, part))

    def arrive(self, word: Word | None) -> None:
        if word and word.part:
            word.arrived = True
            sender = self.people()[word.person].email
            came = Came(sender=sender, is_sure=True, session_id=self.session.id, received_at=clock.now())
            calendar_answers.apply(self.db, read(word.part), came)
            self.db.flush()

    def expected(self, number: int) -> str:
        """What they said last of what arrived, about the time as it is now: a plain model that knows who said what when."""
        counting = [word for word in self.words if word.person == number and word.arrived and self.is_present(word)]
        return max(counting, key=lambda word: word.at).answer if counting else NEEDS_ACTION

    def is_present(self, word: Word) -> bool:
        if word.program == "thunderbird":  # which does not say what it answers, but when it did and for which time
            return word.at >= self.moved_at and word.start == self.session.starts_at
        return word.sequence == self.session.sequence


VERBS = st.sampled_from(["say", "say", "say", "arrive", "arrive", "arrive", "site", "move"])
STEPS = st.tuples(VERBS, st.integers(0, 1), st.sampled_from(sorted(PARTSTATS)), st.integers(0, 11))


def told(db: Db, cast: Cast, answered: Answer, steps: list[Any]) -> tuple[list[str], list[str]]:
    """The answers that the site keeps after these steps, and those of the plain model. Nothing of it stays."""
    nested = db.begin_nested()
    try:
        story = Story(db, cast, scheduled(db, cast), answered)
        story.invited()
        for step in steps:
            story.do(step)
        kept = [invitee(db, story.session, person).response for person in story.people()]
        return kept, [story.expected(number) for number in (0, 1)]
    finally:
        nested.rollback()
        db.expire_all()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=4, max_size=16))
def test_everybodys_answer_is_what_they_said_last(
    db: Db, cast: Cast, answered: Answer, steps: list[tuple[str, int, str, int]]
) -> None:
    kept, expected = told(db, cast, answered, steps)
    assert kept == expected


def test_the_plain_model_would_notice(db: Db, cast: Cast, answered: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every reply counts, the one that arrives last wins, and not the one that was said last."""
    steps = [("say", 0, "accepted", 0), ("say", 0, "declined", 0), ("arrive", 0, "", 1), ("arrive", 0, "", 0)]
    assert told(db, cast, answered, steps) == (["declined", "needs_action"], ["declined", "needs_action"])
    monkeypatch.setattr(calendar_answers, "standing", lambda *_args, **_kwargs: Standing.COUNTS)
    assert told(db, cast, answered, steps) == (["accepted", "needs_action"], ["declined", "needs_action"])


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_program_is_understood(db: Db, cast: Cast, answered: Answer, program: str) -> None:
    steps = [("say", 0, "tentative", PROGRAMS.index(program)), ("arrive", 0, "", 0)]
    assert told(db, cast, answered, steps)[0] == ["tentative", "needs_action"]
