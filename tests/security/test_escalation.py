"""Attack 13: rights that come with a changed kind, a hidden field or the way by invitation (Zulip CVE-2025-47930,
CVE-2023-32677, Mattermost GHSA-pfw6-5rx3-xh3c)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerhub.accounts.models import AccountInvitation
from peerhub.base.database.engine import Database
from peerhub.people.models import Person, Role
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Membership
from peerhub.rooms.models.threads import Thread
from peerhub.sessions.models import Invitee
from tests.cast import Cast
from tests.security.world import World
from tests.support.forms import token_of

MORE = {
    "id": "1", "author_id": "1", "person_id": "1", "created_by_id": "1", "country_code": "CL", "state": "open",
    "room_id": "1", "thread_id": "1", "private": "", "phase": "closed", "role": "facilitator", "example": "1",
}  # fmt: skip


def post(browser: Any, path: str, **fields: Any) -> int:
    """Send it with a good token, whether or not the page offers the form."""
    status: int = browser.post(path, data={"csrf_token": token_of(browser, "/profile"), **fields}).status_code
    return status


def roles(database: Database) -> list[tuple[int, str, str | None]]:
    """Who holds which role."""
    with database.session() as db:
        return [(role.person_id, role.role, role.country_code) for role in db.scalars(select(Role).order_by(Role.id))]


@pytest.mark.parametrize(
    ("country", "role"), [("CL", ""), ("MN", ""), ("", ""), ("JM", "focal_point"), ("JM", "administrator")]
)
def test_a_focal_point_invites_into_their_own_team_and_gives_no_roles(
    browse: Any, cast: Cast, database: Database, country: str, role: str
) -> None:
    given = {"email": "x@cast.example", "country": country, "office": "Archives", "language": "en", "role": role}
    assert post(browse(cast.focal_point), "/invitations-to-join/new", **given) in {403, 422}
    with database.session() as db:
        assert db.scalar(select(func.count(AccountInvitation.id))) == 0


@pytest.mark.parametrize("role", ["administrator", "secretariat", "focal_point"])
@pytest.mark.parametrize("who", ["seeker", "focal_point", "facilitator"])
def test_nobody_gives_themselves_a_role(browse: Any, cast: Cast, database: Database, who: str, role: str) -> None:
    before = roles(database)
    person = getattr(cast, who)
    assert post(browse(person), f"/people/{person.id}/roles", role=role, country="CL") in {403, 422}
    assert roles(database) == before


def test_the_secretariat_makes_no_administrators(browse: Any, cast: Cast, database: Database) -> None:
    before = roles(database)
    given = {"email": "x@cast.example", "country": "", "office": "x", "language": "en", "role": "administrator"}
    assert post(browse(cast.secretariat), "/invitations-to-join/new", **given) in {403, 422}
    assert post(browse(cast.secretariat), f"/people/{cast.secretariat.id}/roles", role="administrator") in {403, 422}
    assert roles(database) == before


def test_a_focal_point_hands_over_no_seat_of_others(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.focal_point)
    assert post(browser, f"/seats/{cast.provider.seat_id}/hand-over", person=str(cast.focal_point.id)) == 404
    assert post(browser, f"/seats/{cast.seeker.seat_id}/hand-over", person=str(cast.provider.id)) == 422
    assert post(browser, f"/people/{cast.provider.id}/close") == 403
    with database.session() as db:
        assert db.get_one(Person, cast.provider.id).seat_id == cast.provider.seat_id


def test_forms_take_nothing_but_their_own_fields(browse: Any, cast: Cast, world: World, database: Database) -> None:
    browser = browse(cast.seeker)
    assert post(browser, f"/threads/{world.ids['thread_id']}/messages", **MORE, body="Hello") == 302
    changed = {"title": "T", "kind": "announcement", "body": "B"}
    assert post(browser, "/rooms/1/threads/new", **(MORE | changed)) == 422  # announcements are the facilitators'
    with database.session() as db:
        newest = db.scalars(select(Message).order_by(Message.id.desc())).first()
        assert newest
        assert (newest.author_id, newest.thread_id) == (cast.seeker.id, world.ids["thread_id"])
        assert not db.scalar(select(func.count(Thread.id)).where(Thread.kind == "announcement"))


def test_an_answer_is_given_for_oneself_only(browse: Any, cast: Cast, world: World, database: Database) -> None:
    path = f"/sessions/{world.ids['session_id']}/answer"
    assert (
        post(browse(cast.seeker), path, answer="declined", person_id=str(cast.provider.id), role="facilitator") == 302
    )
    assert post(browse(cast.teammate), path, answer="accepted") in {403, 404}
    with database.session() as db:
        mine = db.get_one(Invitee, (world.ids["session_id"], cast.seeker.id))
        theirs = db.get_one(Invitee, (world.ids["session_id"], cast.provider.id))
        assert (mine.response, mine.role, theirs.response) == ("declined", "participant", "needs_action")


@pytest.mark.parametrize("path", ["edit", "send", "cancel", "end", "delete", "attendance", "minutes", "withdraw/2"])
def test_those_invited_do_not_run_the_session(app: Flask, browse: Any, cast: Cast, world: World, path: str) -> None:
    assert post(browse(cast.provider), f"/sessions/{world.ids['session_id']}/{path}", reason="x", notes="x") == 403


def test_nobody_takes_strangers_into_an_exchange(browse: Any, cast: Cast, world: World, database: Database) -> None:
    exchange = world.ids["exchange_id"]
    for person in (cast.outsider, cast.provider, cast.closed_account):
        assert post(browse(cast.seeker), f"/exchanges/{exchange}/team", person_id=str(person.id)) == 422
    assert post(browse(cast.seeker), f"/exchanges/{exchange}/facilitator", person_id=str(cast.seeker.id)) in {403, 422}
    assert post(browse(cast.seeker), f"/exchanges/{exchange}/team/{cast.provider.id}/remove") == 404
    assert post(browse(cast.outsider), f"/exchanges/{exchange}/team", person_id=str(cast.outsider.id)) in {403, 422}
    with database.session() as db:
        assert db.get(Membership, (world.ids["room_id"], cast.outsider.id)) is None
        assert db.get(Membership, (world.ids["room_id"], cast.provider.id)) is not None
