"""Emails that tell of what waits in somebody's bell: one for all that is due, and of each thing once.

What others add to such an email, such as what was written, they look up for its reader when it is written: it is in its present state,
and whoever may no longer see it is told nothing.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row, settings_of
from peerhub.base.i18n.reader import zone_info
from peerhub.base.mail import outbox, troubles
from peerhub.base.mail.bodies import fitted
from peerhub.base.mail.models import WAITING, OutgoingMail
from peerhub.base.mail.outbox import TOLD, Mail
from peerhub.notices import access
from peerhub.notices.models import Notice
from peerhub.notices.queries.choices import EmailChoices, choices_of
from peerhub.notices.rules import DAILY, GRACE, NEVER, WEEKLY, Calendar, awake, can_be_stopped, topic_of
from peerhub.people.models import Person

KIND = "notices/news"
MOST = 15  # lines in one email; the bell has the others
# Bytes of a message, as HTML and plain text together, alone or among others, and of all of them: an email stays below 40 KB.
LONGEST, LONGEST_OF_MANY, ALL_TEXTS, LEAST = 8000, 900, 12_000, 200
# Of an email without its frame, of a title in both parts at most, and of what stands around it.
WHOLE, LONGEST_TITLE, AROUND = 29_000, 720, 220
FIRST = 0  # the rank of a line that others say nothing of
UNREAD = Notice.email_at.is_not(None), Notice.read_at.is_(None)
Lookup = Callable[[Db, Person, str], "dict[str, Any] | None"]


def nothing(_db: Db, _person: Person) -> dict[str, Any]:
    """Nothing is next, and nothing is owed."""
    return {}


@dataclass(frozen=True)
class Content:
    """What others say in such emails. `texts`, by kind of notice: what stands at its path, as `said` and `earlier` (each a list of
    `author`, `html`, `language`, `path` and `poll`) or `is_private`, with the names of its `conversation`, its `list` and its
    `room`, and its `rank` there: what has the lowest comes first. None where the person may not see it.
    `week`: what is `next`, and what is `owed`."""

    texts: Mapping[str, Lookup] = field(default_factory=dict)
    week: Callable[[Db, Person], dict[str, Any]] = nothing


BARE = Content()


def send_next(db: Db, now: datetime, content: Content = BARE) -> bool:
    """Write the email that is due first; False when none is. What is due within two minutes goes with it. Where this comes so late
    that its reader sleeps, it waits until they wake. None
    goes to an address at which emails do not arrive."""
    due = select(Notice).where(*UNREAD, Notice.email_at <= now).order_by(Notice.email_at, Notice.id).limit(1)
    first = db.scalar(due.with_for_update(skip_locked=True))
    if first is None:
        return False
    person = db.get_one(Person, first.person_id)
    lock_row(db, person)  # another process may be about to gather the same lines
    own = [Notice.person_id == person.id, *UNREAD, Notice.email_at <= now + GRACE]
    notices = sorted(db.scalars(select(Notice).where(*own)).all(), key=lambda notice: notice.id)
    chosen = choices_of(db, person)
    waking = awake(now, Calendar(zone_info(person.zone), quiet=chosen.quiet))
    later = waking if waking > now else None
    db.execute(update(Notice).where(Notice.id.in_([notice.id for notice in notices])).values(email_at=later))
    if notices and not later and person.closed_at is None and troubles.trouble_of(db, person.email) is None:
        _queue(db, person, notices, chosen, content, now)
    return True


def _queue(
    db: Db, person: Person, notices: Sequence[Notice], chosen: EmailChoices, content: Content, now: datetime
) -> None:
    data = _written(db, person, notices, chosen, content)
    if data is not None:
        key = f"notices:{person.id}:{notices[-1].id}:{now.isoformat()}"  # a line that has grown is told of again
        outbox.queue(db, person.receiver, Mail(kind=KIND, dedupe_key=key, data=data, stream=f"news:{person.id}"))


def look_again(db: Db, mail_id: int, content: Content = BARE) -> None:
    """Write an email that is about to leave anew, as its lines stand now: without those that were read meanwhile, about which its reader
    wants no emails any more, or of which others now say nothing. Where none is left, or the account was closed, it is dropped."""
    mail = db.get_one(OutgoingMail, mail_id)
    person = db.get_one(Person, mail.data[TOLD]["person"])
    lock_row(db, person)
    notices, data = _told(db, person, mail.data[TOLD]["lines"]), None
    unread = [notice for notice in notices if notice.read_at is None]
    if person.closed_at is None:
        data = _written(db, person, unread, choices_of(db, person), content)
        if not mail.unsure:  # what was withdrawn may be brought back, and was not told then
            for notice in notices:
                notice.email_at = clock.now() if notice.read_at else None
    outbox.rewrite(db, mail, data)


def drop_all(db: Db, person: Person) -> None:
    """Send none of the emails that wait for somebody, in as many statements as for one."""
    outbox.drop(db, [OutgoingMail.recipient == person.email])


def drop_unwanted(db: Db, person: Person) -> None:
    """Send none of those that wait and are about what somebody wants no emails about any more. The gathered ones, which may be about
    other things too, are looked at again before they leave."""
    chosen, own = choices_of(db, person).frequencies, OutgoingMail.recipient == person.email
    waiting = db.scalars(select(OutgoingMail.kind).where(own, OutgoingMail.state == WAITING).distinct())
    kinds = [kind for kind in waiting if kind != KIND and can_be_stopped(kind) and chosen[topic_of(kind)] == NEVER]
    if kinds:
        outbox.drop(db, [own, OutgoingMail.kind.in_(kinds)])


def _told(db: Db, person: Person, told: Sequence[Mapping[str, Any]]) -> list[Notice]:
    """The lines of which an email tells, and in the place of each that is gone the unread one that has replaced it."""
    ids = [line["id"] for line in told]
    own = select(Notice).where(Notice.person_id == person.id)
    found = {notice.id: notice for notice in db.scalars(own.where(Notice.id.in_(ids)))}
    gone = {(line["kind"], line["path"]) for line in told if line["id"] not in found}
    if gone:
        unread = own.where(Notice.path.in_({path for _kind, path in gone}), Notice.read_at.is_(None))
        for notice in db.scalars(unread).all():
            if (notice.kind, notice.path) in gone:
                found[notice.id] = notice
    return [found[notice_id] for notice_id in sorted(found)]


def _written(
    db: Db, person: Person, notices: Sequence[Notice], chosen: EmailChoices, content: Content
) -> dict[str, Any] | None:
    """The data of the email that tells of these lines; None where there is nothing to tell."""
    wanted = [notice for notice in notices if chosen.frequencies[topic_of(notice.kind)] != NEVER]
    lines = _lines(db, person, wanted, content)
    if not lines:
        return None
    topics = {line["topic"] for line in lines}
    stop, shown = access.stop_path(db, person.id, topics), _first(lines)
    data: dict[str, Any] = {"lines": shown, "more": len(lines) - len(shown), "stop": stop, "next": [], "owed": []}
    for name in ("conversation", "list", "reply"):
        if len({line.get(name) for line in lines}) == 1 and name in lines[0]:
            data[name] = lines[0][name]
    if any(chosen.frequencies[topic] in {DAILY, WEEKLY} for topic in topics):
        data |= content.week(db, person)
    _shorten(shown, settings_of(db).public_url, _room_for_texts(data))
    told = {line["id"] for line in lines}
    kept = [{"id": each.id, "kind": each.kind, "path": each.path} for each in wanted if each.id in told]
    return data | {TOLD: {"person": person.id, "lines": kept}}


def _lines(db: Db, person: Person, notices: Sequence[Notice], content: Content) -> list[dict[str, Any]]:
    """What the email says of each; of what its reader may no longer see, nothing."""
    lines = []
    for notice in notices:
        path = notice.data.get("path", notice.path)  # that of its data may need no signing in
        line = {"id": notice.id, "path": path, "kind": notice.kind, "data": notice.data}
        look_up = content.texts.get(notice.kind)
        said = look_up(db, person, notice.path) if look_up else {}
        if said is not None:
            lines.append(line | said | {"topic": topic_of(notice.kind)})
    return lines


def _first(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many as an email holds: what matters most, of that the newest; the oldest first."""
    newest = sorted(lines, key=lambda line: (int(line.get("rank", FIRST)), -int(line["id"])))[:MOST]
    return sorted(newest, key=lambda line: int(line["id"]))


def _room_for_texts(data: dict[str, Any]) -> int:
    """The bytes that its titles leave in an email for what was written."""
    titles = [*(line["data"] for line in data["lines"]), *data["next"], *data["owed"]]
    sizes = (2 * len(json.dumps(title, ensure_ascii=False).encode()) for title in titles)
    return min(ALL_TEXTS, WHOLE - sum(min(size, LONGEST_TITLE) + AROUND for size in sizes))


def _shorten(lines: Sequence[dict[str, Any]], site: str, left: int) -> None:
    """Cut what was written to what an email may hold: all of one message with those before it, or the beginnings of many."""
    is_alone = len(lines) == 1
    for line in lines:
        if not is_alone:
            line["said"], line["earlier"] = line.get("said", [])[:1], []
        for name in ("said", "earlier"):
            kept = []
            for message in line.get(name, ()):
                most = min(left, LONGEST if is_alone else LONGEST_OF_MANY)
                if most >= LEAST:
                    left -= _cut(message, site, most, keeps_poll=is_alone)
                    kept.append(message)
            line[name] = kept


def _cut(message: dict[str, Any], site: str, most: int, *, keeps_poll: bool) -> int:
    """Cut a message to so many bytes; returns how many it takes."""
    message["html"], size, is_cut = fitted(message["html"], site, most)
    poll = message["poll"]
    size_of_poll = 2 * sum(len(text.encode()) + 40 for text in [poll["question"], *poll["options"]]) if poll else 0
    if poll and not (keeps_poll and size + size_of_poll <= most):
        message["poll"], is_cut, size_of_poll = None, True, 0
    message["is_cut"] = is_cut
    return size + size_of_poll
