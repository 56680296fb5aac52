"""A month of a community, hour by hour: whom an email tells of what, against a plain list of what happened.

What follows from it is printed: emails for each person and day.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.mail.models import OutgoingMail
from peerhub.dashboards.queries.digest import CONTENT
from peerhub.notices.actions import choices, emails
from peerhub.notices.models import Notice
from peerhub.notices.rules import DEFAULTS, FREQUENCIES, QUIET
from peerhub.people.models import Person, Seat
from peerhub.rooms.actions import following, messages, reading
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.rules import FOLLOWING, MUTED
from tests.cast import NOW
from tests.rooms.arrange import start

PEOPLE, DAYS, A_DAY = 200, 30, 24
ZONES = {"JM": "America/Jamaica", "JO": "Asia/Amman", "CL": "America/Santiago", "PS": "Asia/Hebron"}
HOUR, AWAY = timedelta(hours=1), 0.7


@dataclass
class Month:
    """What happened, as somebody would write it down."""

    db: Db
    people: list[Person]
    chance: random.Random
    threads: list[int] = field(default_factory=list)
    chose: set[int] = field(default_factory=set)
    changed: int = 0  # emails that said less when they left than when they were written
    muted: dict[int, dict[tuple[str, int], datetime]] = field(default_factory=lambda: defaultdict(dict))

    def act(self) -> None:
        """Somebody does something."""
        person, thread = self.chance.choice(self.people), self.chance.choice(self.threads)
        what = self.chance.choices(("post", "mention", "start", "read", "follow", "choose"), (8, 4, 1, 6, 4, 1))[0]
        if what == "post":
            messages.post(self.db, person, thread, Draft("I add something."))
        elif what == "mention":
            messages.post(self.db, person, thread, Draft(f"@{self.chance.choice(self.people).name} what about you?"))
        elif what == "start":
            self.threads.append(start(self.db, person, self.chance.randint(1, 3)).thread_id)
        elif what == "read":
            reading.mark_read(self.db, person, thread, self.db.get_one(Thread, thread).last_number)
        elif what == "follow":
            self.follow(person, thread)
        else:
            topic = self.chance.choice(tuple(DEFAULTS))
            self.chose.add(person.id)
            choices.choose(self.db, person, {topic: self.chance.choice(FREQUENCIES)}, QUIET)

    def meanwhile(self, mail: OutgoingMail) -> None:
        """While an email waits, its reader may look at what it tells of, or mute that."""
        what = self.chance.choices(("nothing", "read", "mute"), (8, 2, 1))[0]
        notice = self.db.get_one(Notice, self.chance.choice(mail.data["lines"])["id"])
        person, thread = self.db.get_one(Person, notice.person_id), self.db.get_one(Thread, self.thread_of(notice.path))
        if what == "read":
            reading.mark_read(self.db, person, thread.id, thread.last_number)
        elif what == "mute":
            following.follow_thread(self.db, person, thread.id, MUTED)
            self.muted[person.id]["thread", thread.id] = clock.now()

    def follow(self, person: Person, thread: int) -> None:
        """Somebody follows or mutes a thread or a room, or neither."""
        state, is_room = self.chance.choice(FOLLOWING), self.chance.random() < 0.3
        if is_room:
            place = ("room", self.db.get_one(Thread, thread).room_id)
            following.follow_room(self.db, person, place[1], state)
        else:
            place = ("thread", thread)
            following.follow_thread(self.db, person, thread, state)
        self.muted[person.id].pop(place, None)
        if state == MUTED:
            self.muted[person.id][place] = clock.now()

    def is_muted(self, person_id: int, path: str, since: datetime) -> bool:
        """Whether somebody has wanted to hear nothing of what a line leads to, since before it was written."""
        thread = self.db.get_one(Thread, self.thread_of(path))
        places = (("thread", thread.id), ("room", thread.room_id))
        return any(self.muted[person_id].get(place, since) < since for place in places)

    def thread_of(self, path: str) -> int:
        """The thread that a line leads to."""
        number = int(path.rpartition("/")[2])
        return number if path.startswith("/threads/") else self.db.get_one(Message, number).thread_id


def community(db: Db) -> list[Person]:
    """Offices of four countries, with two kinds of weekends."""
    offices = [(code, f"Office {number} of {code}") for number in range(PEOPLE // len(ZONES)) for code in ZONES]
    db.execute(insert(Seat), [{"country_code": code, "office": office} for code, office in offices])
    rows = [
        {
            "email": f"{seat.id}@month.example", "name": seat.office, "seat_id": seat.id, "language": "en",
            "working_languages": ["en"], "zone": ZONES[seat.country_code or ""], "created_at": NOW,
        }
        for seat in db.scalars(select(Seat).where(Seat.office.startswith("Office ")).order_by(Seat.id))
    ]  # fmt: skip
    db.execute(insert(Person), rows)
    return list(db.scalars(select(Person).where(Person.email.endswith("@month.example")).order_by(Person.id)))


@pytest.mark.one_database
@pytest.mark.slow
def test_nobody_is_told_twice_or_after_muting_and_nothing_is_forgotten(
    db: Db, capsys: pytest.CaptureFixture[str]
) -> None:
    month = Month(db, community(db), random.Random(7))  # noqa: S311  (the same month each time)
    month.threads = [start(db, month.people[number], 1 + number % 3).thread_id for number in range(6)]
    told = Counter[int]()
    mails = Counter[tuple[str, datetime]]()
    for hour in range(DAYS * 24):
        now = NOW + hour * HOUR
        with clock.fixed_at(now):
            for _each in range(month.chance.randint(0, 2 * A_DAY // 24)):
                month.act()
            look(month, now, told, mails)
    assert len(told) > 300
    assert set(told.values()) == {1}
    assert month.changed > 10
    forgotten(month, told)
    days = Counter(mails.values())
    said = f"{PEOPLE} people, {DAYS} days, {sum(mails.values())} emails. Days of a person by emails: {sorted(days.items())}"
    with capsys.disabled():
        print(said)  # noqa: T201  (what the month was like, for whoever runs it)
    assert max(days) <= 12


def look(month: Month, now: datetime, told: Counter[int], mails: Counter[tuple[str, datetime]]) -> None:
    """Write what is due, send it unless the mail server is away for some hours, and hold it against what happened."""
    while emails.send_next(month.db, now, CONTENT):
        pass
    waiting = select(OutgoingMail).where(OutgoingMail.state == "waiting")
    for mail in month.db.scalars(waiting.where(OutgoingMail.created_at == now)):
        assert mail.kind == emails.KIND
        local = now.astimezone(ZoneInfo(mail.zone))
        assert QUIET[1] <= local.hour < QUIET[0], f"{mail.recipient} is woken at {local}"
    if month.chance.random() < AWAY:
        for mail in month.db.scalars(waiting.order_by(OutgoingMail.id)).all():
            month.meanwhile(mail)
        return
    month.db.execute(update(OutgoingMail).where(OutgoingMail.state == "waiting").values(state="sending"))
    for mail in month.db.scalars(select(OutgoingMail).where(OutgoingMail.state == "sending")).all():
        before = len(mail.data["lines"])
        emails.look_again(month.db, mail.id, CONTENT)
        month.db.refresh(mail)
        month.changed += mail.state == "dropped" or len(mail.data["lines"]) < before
        if mail.state == "dropped":
            continue
        local = now.astimezone(ZoneInfo(mail.zone))
        mails[mail.recipient, local.replace(hour=0, minute=0, second=0, microsecond=0)] += 1
        for line in mail.data["lines"]:
            told[line["id"]] += 1
            notice = month.db.get_one(Notice, line["id"])
            assert notice.read_at is None
            assert not month.is_muted(notice.person_id, notice.path, notice.created_at), "muted before it happened"
            assert not month.is_muted(notice.person_id, notice.path, now), "muted before it was sent"
        mail.state = "sent"
    month.db.flush()


def forgotten(month: Month, told: Counter[int]) -> None:
    """What nobody has read was sent, unless it happened in the last days, to all who have chosen and muted nothing."""
    enough = NOW + timedelta(days=DAYS - 9)
    usual = (
        {person.id for person in month.people} - month.chose - {key for key, places in month.muted.items() if places}
    )
    unread = month.db.scalars(select(Notice).where(Notice.read_at.is_(None), Notice.created_at < enough)).all()
    waiting = [notice.id for notice in unread if notice.person_id in usual]
    assert len(waiting) > 50
    assert [notice_id for notice_id in waiting if notice_id not in told] == []
