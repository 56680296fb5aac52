"""What stands where in an email about several rooms: room by room, answers first; messages as the site shows them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.mail import render
from peerhub.base.mail.models import OutgoingMail
from peerhub.dashboards.queries.digest import CONTENT
from peerhub.notices.actions import emails
from peerhub.people.models import Person
from peerhub.rooms.actions import answers, following, messages, reading
from peerhub.rooms.actions import rooms as room_actions
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.actions.polls import NewPoll
from peerhub.rooms.rules import FOLLOWED
from tests.cast import NOW, Cast
from tests.notices.test_emails import LATER
from tests.rooms.arrange import Place, build, start

GATHERED = NOW + timedelta(days=1)


@pytest.fixture
def here(db: Db, cast: Cast) -> Place:
    """The rooms."""
    return build(db, cast)


def email(app: Flask, db: Db, person: Person, now: datetime = GATHERED) -> tuple[str, str]:
    """The newest email to somebody: plain text and HTML."""
    while emails.send_next(db, now, CONTENT):
        pass
    mails = select(OutgoingMail).where(OutgoingMail.recipient == person.email).order_by(OutgoingMail.id.desc())
    mail = db.scalars(mails).first()
    assert mail
    with app.app_context():
        message = render.render(db.info["settings"], mail)
    plain, rich = (part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    return plain, rich


def in_order(text: str, parts: Sequence[str]) -> bool:
    """Whether the parts stand in the text, one after the other."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
    return True


def test_each_room_has_its_part_and_answers_come_first(app: Flask, db: Db, cast: Cast, here: Place) -> None:
    seeker, provider = db.merge(cast.seeker), db.merge(cast.provider)
    other = room_actions.create(db, "theme", "Another room").id
    following.follow_room(db, seeker, other, FOLLOWED)
    start(db, provider, other, title="Something new")
    chat = start(db, provider, here.room, title="A chat").thread_id
    reading.mark_read(db, seeker, chat, messages.post(db, seeker, chat, Draft("I wrote here.")).number)
    mine = start(db, seeker, here.room, "question", title="Who counts?").thread_id
    solved = start(db, seeker, here.room, "question", title="Who has counted?").thread_id
    for thread, text in ((chat, "Just talking."), (mine, "Perhaps we do."), (solved, "No idea.")):
        messages.post(db, provider, thread, Draft(text))
    best = messages.post(db, provider, solved, Draft("The archive counted."))
    answers.choose(db, seeker, solved, best.number)
    plain, rich = email(app, db, seeker)
    parts = [
        "Test room",
        "Who has counted?",
        "The archive counted.",
        "Who counts?",
        "Perhaps we do.",
        "A chat",
        "Just talking.",
    ]
    for text in (plain, rich):
        assert in_order(text, [*parts, "Another room", "Something new"])
        assert text.count("Test room") == 1
        assert "No idea." not in text


def test_a_message_comes_as_the_site_shows_it(app: Flask, db: Db, cast: Cast, here: Place) -> None:
    provider, site = db.merge(cast.provider), db.info["settings"].public_url
    text = f"@{cast.seeker.name} see **this**: [the law](/messages/{here.message})\n\n- one\n- two"
    messages.post(db, provider, here.thread, Draft(text))
    plain, rich = email(app, db, db.merge(cast.seeker), LATER)
    assert (
        f'<bdi>@{cast.seeker.name}</bdi> see <strong>this</strong>: <a href="{site}/messages/{here.message}">the law</a>'
        in rich
    )
    assert f"@{cast.seeker.name} see this: the law ({site}/messages/{here.message})\n\n- one\n- two\n" in plain
    assert 'lang="en"' in rich.partition("<body")[2]
    assert "**" not in plain


def test_a_poll_comes_with_its_answers_where_there_is_room(app: Flask, db: Db, cast: Cast, here: Place) -> None:
    provider, seeker = db.merge(cast.provider), db.merge(cast.seeker)
    poll = NewPoll("Which day?", ("Monday", "Tuesday"))
    posted = messages.post(db, provider, here.thread, Draft(f"@{seeker.name} when?", poll=poll))
    plain, _rich = email(app, db, seeker, LATER)
    assert in_order(plain, ["when?", "Which day?", "- Monday", "- Tuesday", "Vote:", f"/messages/{posted.id}"])
    for number in range(2):
        messages.post(db, provider, here.thread, Draft(f"@{seeker.name} {number}?", poll=poll))
    plain, _rich = email(app, db, seeker, LATER)
    assert "Which day?" not in plain
    assert plain.count("Read on:") == 2


def test_a_long_message_ends_with_the_way_to_the_rest(app: Flask, db: Db, cast: Cast, here: Place) -> None:
    paragraph = "word " * 300
    posted = messages.post(
        db, db.merge(cast.provider), here.thread, Draft(f"@{cast.seeker.name}\n\n" + f"{paragraph}\n\n" * 6)
    )
    plain, rich = email(app, db, db.merge(cast.seeker), LATER)
    assert f'/messages/{posted.id}">Read on</a>' in rich
    assert 300 <= plain.count("word") < 1800
    assert plain.count("word") % 300 == 0  # whole paragraphs
