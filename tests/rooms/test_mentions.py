"""Whom a message speaks to: only people who may read it, each told once."""

from typing import Any

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Invalid, NotFound
from peerhub.notices.models import Notice
from peerhub.people.models import Person, Seat
from peerhub.rooms.actions import messages, rooms, threads
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.messages import Mention, Message
from peerhub.rooms.queries import mentions
from tests.cast import Cast
from tests.rooms.arrange import Place, build


@pytest.fixture
def here(db: Db, cast: Cast) -> Place:
    """The rooms."""
    return build(db, cast)


def say(db: Db, by: Person, thread: int, body: str) -> Message:
    """Write a message."""
    return db.get_one(Message, messages.post(db, db.merge(by), thread, Draft(body)).id)


def told(db: Db, message: Message) -> set[int]:
    """Who hears that the message speaks to them."""
    found = select(Notice.person_id).where(Notice.kind == "rooms/mentioned", Notice.path == f"/messages/{message.id}")
    people = list(db.scalars(found))
    assert len(people) == len(set(people))
    return set(people)


@pytest.mark.parametrize(
    "spelled",
    [
        "Ministry of cultures, Chile", "ministry of CULTURES, Chile", "Ministry of cultures, Chile (CL)",
        "Ministry of cultures, Chile (Chile)",
    ],
)  # fmt: skip
def test_a_person_is_marked_and_told(db: Db, cast: Cast, here: Place, spelled: str) -> None:
    message = say(db, cast.seeker, here.thread, f"@{spelled}: how?")
    assert message.html == f'<p dir="auto"><bdi class="mention">@{spelled}</bdi>: how?</p>'
    assert told(db, message) == {cast.provider.id}


@pytest.mark.parametrize("spelled", ["JM", "Jamaica", "jamaica", "Jamaïque", "جامايكا"])
def test_a_countrys_team_in_every_language(db: Db, cast: Cast, here: Place, spelled: str) -> None:
    message = say(db, cast.provider, here.thread, f"@{spelled}, thank you")
    assert f'<bdi class="mention">@{spelled}</bdi>, thank' in message.html
    assert told(db, message) == {cast.seeker.id, cast.teammate.id, cast.focal_point.id}
    assert db.scalars(select(Mention.country_code)).all() == ["JM"]


def test_the_facilitators_are_told(db: Db, cast: Cast, here: Place) -> None:
    message = say(db, cast.seeker, here.thread, "Please look, @facilitators.")
    assert told(db, message) == {cast.facilitator.id}


def test_without_facilitators_the_secretariat_is_told_where_it_may_read(db: Db, cast: Cast, here: Place) -> None:
    open_room = rooms.create(db, "community", "Nobody leads")
    thread = threads.start(
        db, db.merge(cast.seeker), open_room.id, threads.NewThread("T", "discussion", Draft("@facilitators"))
    )
    assert told(db, db.get_one(Message, thread.id)) == {cast.secretariat.id, cast.administrator.id}
    assert told(db, say(db, cast.seeker, here.private_thread, "@facilitators")) == set()


def test_nobody_outside_a_private_room_is_marked_told_or_suggested(db: Db, cast: Cast, here: Place) -> None:
    """Attack 9: a mention says nothing about people who may not read."""
    body = "@Ministry of culture, Mongolia @Mongolia @MN @Ministry of cultures, Chile @Chile"
    message = say(db, cast.seeker, here.private_thread, body)
    assert message.html.count("mention") == 2
    assert told(db, message) == {cast.provider.id}
    seeker = db.merge(cast.seeker)
    names = [each.name for each in mentions.people_to_mention(db, seeker, here.private_room, "Min")]
    assert names == ["Ministry of cultures, Chile"]
    assert mentions.people_to_mention(db, seeker, here.private_room, "Mong") == []
    with pytest.raises(NotFound):
        mentions.people_to_mention(db, db.merge(cast.outsider), here.private_room, "Min")


def test_closed_accounts_are_nobody(db: Db, cast: Cast, here: Place) -> None:
    message = say(db, cast.provider, here.thread, "@Former office, Jamaica")
    assert "mention" not in message.html
    assert told(db, message) == set()


def test_a_name_of_two_countries_needs_its_country(db: Db, cast: Cast, here: Place) -> None:
    for person in (cast.outsider, cast.arabic_reader):
        db.merge(person).name = "Ministry of culture"
    db.flush()
    assert told(db, say(db, cast.seeker, here.thread, "@Ministry of culture")) == set()
    assert told(db, say(db, cast.seeker, here.thread, "@Ministry of culture (JO)")) == {cast.arabic_reader.id}
    names = {
        each.name for each in mentions.people_to_mention(db, db.merge(cast.seeker), here.room, "ministry of culture")
    }
    assert {"Ministry of culture (JO)", "Ministry of culture (MN)"} <= names


def test_quotes_code_and_addresses_speak_to_nobody(db: Db, cast: Cast, here: Place) -> None:
    message = say(db, cast.seeker, here.thread, "> @Chile\n\n`@Chile` x@Chile https://x.test/@Chile @Chileans")
    assert db.scalars(select(Mention)).all() == []
    assert told(db, message) == set()


def test_one_notice_for_a_mention_in_a_reply(db: Db, cast: Cast, here: Place) -> None:
    message = say(db, cast.provider, here.thread, "Yes, @Statistics office, Jamaica!")
    lines = db.scalars(select(Notice).where(Notice.person_id == cast.seeker.id)).all()
    assert [(line.kind, line.path) for line in lines] == [("rooms/mentioned", f"/messages/{message.id}")]


def test_an_edit_tells_only_those_who_are_new(db: Db, cast: Cast, here: Place) -> None:
    message = say(db, cast.seeker, here.thread, "@Chile")
    before = told(db, message)
    messages.edit(db, db.merge(cast.seeker), message.id, "@Chile and @Mongolia")
    assert told(db, message) == before | {cast.outsider.id}
    messages.edit(db, db.merge(cast.seeker), message.id, "@Mongolia")
    messages.edit(db, db.merge(cast.seeker), message.id, "@Mongolia @Chile again")
    assert told(db, message) == before | {cast.outsider.id}
    assert set(db.scalars(select(Mention.country_code).where(Mention.message_id == message.id))) == {"MN", "CL"}


def test_too_many_mentions_and_links_are_refused_with_a_sentence(db: Db, cast: Cast, here: Place) -> None:
    for number in range(21):
        seat = Seat(country_code="JM", office=f"Desk {number}")
        fields = {"language": "en", "working_languages": [], "zone": "UTC", "created_at": clock.now()}
        db.add(Person(email=f"desk{number}@cast.example", name=f"Desk number {number}", seat=seat, **fields))
    db.flush()
    names = [f"@Desk number {number}" for number in range(21)]
    assert len(told(db, say(db, cast.seeker, here.thread, " ".join(names[:20])))) == 20
    with pytest.raises(Invalid, match="teams: 21"):
        say(db, cast.seeker, here.thread, " ".join(names))
    say(db, cast.seeker, here.thread, "<https://x.test> " * 50)
    with pytest.raises(Invalid, match="links: 51"):
        say(db, cast.seeker, here.thread, "<https://x.test> " * 51)


@pytest.mark.parametrize(
    "body", ["@x " * 3000, "@" * 10_000, "@a@" * 3000, "".join(f"@n{n} " for n in range(1600)), "@Chile" * 1600]
)
def test_floods_of_mentions_ask_few_questions(db: Db, cast: Cast, here: Place, body: str, count_queries: Any) -> None:
    """Attack 25."""
    with count_queries() as plain:
        say(db, cast.seeker, here.thread, "Hello")
    with count_queries() as seen:
        say(db, cast.seeker, here.thread, body[:10_000])
    assert len(seen) <= len(plain) + 9
    assert sum("FROM people" in each and "LIKE" in each for each in plain) == 0


def test_the_endpoint_answers_readers(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    found = browse(cast.seeker).get(f"/rooms/{place.room}/people?q=chi").json["people"]
    assert {"name": "Chile", "about": "national team: CL"} in found
    assert browse(cast.seeker).get(f"/rooms/{place.room}/people").json["people"][0]["name"] == "facilitators"
    assert len(browse(cast.seeker).get(f"/rooms/{place.room}/people?q=m").json["people"]) <= 8
    for odd in ("%", "_", "(", "x" * 5000, "'"):
        assert browse(cast.seeker).get(f"/rooms/{place.room}/people", query_string={"q": odd}).json == {"people": []}
    with database.transaction() as db:
        say(db, cast.provider, place.thread, "@Jamaica")
    assert "mentioned you in “A thread”" in browse(cast.seeker).get("/notices").text
