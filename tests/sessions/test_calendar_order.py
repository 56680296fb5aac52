"""Mails of one session end in the same calendar, in whatever order and however often they arrive."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from peerhub.base.mail.mime import Envelope, calendar_mail, mailbox
from peerhub.sessions.engines.calendar import CalendarSession, cancel, request, withdraw
from peerhub.sessions.rules.changes import Timing, next_sequence, next_stamp
from tests.sessions.calendars import OFFICE, SESSION, STAMP

State = tuple[str, str, datetime] | None  # status, title, start; None: not in the calendar


@dataclass
class FakeCalendar:
    """A mail program that does what RFC 5546 says: of one UID the higher SEQUENCE wins, then the later DTSTAMP."""

    newest: dict[str, tuple[tuple[int, datetime], State]] = field(default_factory=dict)

    def receive(self, mail: bytes) -> None:
        (part,) = (
            each
            for each in message_from_bytes(mail, policy=default).walk()
            if each.get_content_type() == "text/calendar"
        )
        calendar = Calendar.from_ical(part.get_content())
        (event,) = calendar.walk("VEVENT")
        assert part["content-type"].params["method"] == str(calendar["method"])
        assert isinstance(event, Event)
        stamp = event.DTSTAMP
        assert stamp is not None
        version = (event.sequence, stamp)
        known = self.newest.get(str(event["uid"]))
        if known is None or known[0] < version:
            self.newest[str(event["uid"])] = (version, self._state(str(calendar["method"]), event))

    @staticmethod
    def _state(method: str, event: Event) -> State:
        if method == "CANCEL" and not event.status:
            return None
        assert isinstance(event.start, datetime)
        return str(event.status), str(event.summary), event.start


@dataclass
class Organizer:
    """The site's side: changes a session and writes a mail for each change."""

    session: CalendarSession = SESSION
    state: State = None
    now: datetime = STAMP
    last: datetime | None = None
    mails: list[bytes] = field(default_factory=list)

    def do(self, verb: str, wait: int) -> None:
        self.now += timedelta(seconds=wait / 10)  # often within the same second
        if self.session.cancelled:
            return
        before = Timing(self.session.starts_at, self.session.minutes)
        changes: dict[str, dict[str, object]] = {
            "invite": {},
            "rename": {"title": self.session.title + "!"},
            "move": {"starts_at": self.session.starts_at + timedelta(hours=1)},
            "cancel": {"cancelled": True},
            "withdraw": {},
        }
        changed = replace(self.session, **changes[verb])  # type: ignore[arg-type]  # by name
        after = Timing(changed.starts_at, changed.minutes, changed.cancelled)
        self.session = replace(changed, sequence=next_sequence(changed.sequence, before, after))
        self.send("REQUEST" if verb in ("invite", "rename", "move") else "CANCEL", verb)

    def send(self, method: str, verb: str) -> None:
        self.last = next_stamp(self.now, self.last)
        write = {"cancel": cancel, "withdraw": withdraw}.get(verb, request)
        status = "CANCELLED" if verb == "cancel" else "CONFIRMED"
        self.state = None if verb == "withdraw" else (status, self.session.title, self.session.starts_at)
        envelope = Envelope(
            sender=mailbox(self.session.organizer_email, "PeerHub"),
            recipient=mailbox(OFFICE.email, OFFICE.name),
            subject=self.session.title,
            message_id=f"<{len(self.mails)}@peerhub.example>",
        )
        written = write(self.session, OFFICE, self.last)
        self.mails.append(calendar_mail(envelope, "text", "<p>text</p>", written, method).as_bytes())


VERBS = st.sampled_from(["invite", "rename", "move", "withdraw", "invite", "rename", "move", "cancel"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(VERBS, st.integers(0, 15)), min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_any_order_and_any_doubles_end_in_the_same_calendar(steps: list[tuple[str, int]], random: Random) -> None:
    organizer = Organizer()
    for verb, wait in steps:
        organizer.do(verb, wait)
    delivered = organizer.mails + random.choices(organizer.mails, k=3)
    random.shuffle(delivered)
    fake = FakeCalendar()
    for mail in delivered:
        fake.receive(mail)
    assert fake.newest[SESSION.uid][1] == organizer.state


def test_the_fake_calendar_can_fail() -> None:
    """Equal stamps in the wrong order would be lost: it is `next_stamp` that saves them."""
    fake, organizer = FakeCalendar(), Organizer()
    organizer.do("invite", 0)
    organizer.last = None  # forget the last stamp
    organizer.do("rename", 0)
    for mail in organizer.mails:
        fake.receive(mail)
    assert fake.newest[SESSION.uid][1] != organizer.state
