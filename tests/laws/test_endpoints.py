"""Every endpoint has a line in the endpoint table, and keeps what the line says to those who do not belong.

They stand before rows that are there and belong to others. That the walk would notice a check that is gone is shown by
taking each of some checks away.
"""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from peerhub.base.database.engine import Database, Db
from peerhub.base.database.model import Model
from peerhub.base.live.channels import socketio
from peerhub.commitments import access as commitments
from peerhub.commitments.models import Commitment
from peerhub.exchanges import access as exchanges
from peerhub.exchanges.models import Exchange
from peerhub.matching import access as matching
from peerhub.matching.models import Need, Proposal
from peerhub.notices import access as notices
from peerhub.notices.models import Notice
from peerhub.people import access as people
from peerhub.people.models import Person, Seat
from peerhub.rooms import access as rooms
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.sessions import access as sessions
from peerhub.sessions.models import Session
from peerhub.surveys import access as surveys
from peerhub.surveys.models import Survey
from tests.cast import Cast
from tests.laws.endpoints import all_endpoints, all_sockets
from tests.security.world import World, build

LIBRARY_EVENTS = {"connect", "disconnect"}
SENT = {
    "answer": "accepted", "body": "Mine now", "title": "Mine now", "kind": "useful", "number": "1", "locked": "1",
    "item": "prepare-1", "done": "1", "to": "exchange", "reason": "No", "notes": "Mine", "publish": "y", "given": "1",
    "state": "paused", "day": "2026-12-25", "role": "focal_point", "country": "JM", "text": "Mine", "wanted": "1",
    "due_on": "2027-01-01", "subject": "Mine", "goal": "Mine", "lessons": "Mine", "message": "Mine", "name": "Mine",
    "code": "JM", "source": "Mine", "zones": "America/Jamaica",
}  # fmt: skip
# Checks that are taken away one by one, with the row that everybody would get then; None: a check that only refuses.
REMOVED: dict[Any, type[Model] | None] = {
    commitments.commitment_for: Commitment,
    commitments.commitment_to_edit: Commitment,
    exchanges.exchange_to_work_on: Exchange,
    exchanges.exchange_to_plan: Exchange,
    matching.must_edit: None,
    matching.need_to_propose_for: Need,
    matching.proposal_for: Proposal,
    notices.notice_for: Notice,
    people.must_be_secretariat: None,
    people.seat_for: Seat,
    rooms.message_for: Message,
    rooms.room_for: Room,
    rooms.thread_for: Thread,
    sessions.must_schedule: None,
    sessions.session_for: Session,
    surveys.survey_to_manage: Survey,
    surveys.survey_for: Survey,
}


def rules(app: Flask) -> list[Rule]:
    """All rules of the site."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def method(rule: Rule) -> str:
    """GET where the endpoint has one, else its method."""
    methods = rule.methods or set()
    return "GET" if "GET" in methods else min(methods - {"OPTIONS", "HEAD"})


def test_every_endpoint_has_a_line_and_every_line_a_endpoint(site: Flask) -> None:
    assert {rule.endpoint for rule in rules(site)} == set(all_endpoints())


def test_every_socket_event_has_a_line(site: Flask) -> None:
    handlers = set(socketio.server.handlers.get("/", {}))
    assert handlers - LIBRARY_EVENTS == set(all_sockets())


def test_open_endpoints_say_why() -> None:
    silent = [
        name
        for name, endpoint in all_endpoints().items()
        if endpoint.stranger < 400 and endpoint.stranger != 302 and not endpoint.why
    ]
    assert silent == []


@pytest.fixture
def _without_csrf(app: Flask) -> Any:
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def world(app: Flask, database: Database, cast: Cast) -> World:
    """Something of every kind that belongs to others, so that a refusal is not that of something that is not there."""
    with app.app_context(), database.transaction() as db:
        made = build(db, cast)
    return World(made.ids)  # without the links of mails: whoever holds one may use it


def fields(cast: Cast, world: World) -> dict[str, str]:
    """What a form needs to get past its own checks: refused must be the person, not the form."""
    return SENT | {
        "person_id": str(cast.outsider.id), "person": str(cast.outsider.id), "session_id": str(world.ids["session_id"]),
        "came": str(cast.seeker.id),
    }  # fmt: skip


def asked(app: Flask, first: str = "") -> Iterator[tuple[Rule, str]]:
    """Every endpoint with each of its methods, as far as its line says what an outsider gets; those of the domain `first` before
    all others."""
    table = all_endpoints()
    for rule in sorted(rules(app), key=lambda rule: rule.endpoint.partition(".")[0] != first):
        for name in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            alone = not rule.arguments and name != method(rule)  # forms that make something of the outsider's own
            if table[rule.endpoint].outsider is not None and not alone:
                yield rule, name


def answers_to_outsider(
    app: Flask, browse: Any, cast: Cast, world: World, first: str = ""
) -> Iterator[tuple[str, int]]:
    """What the outsider gets before what belongs to others, endpoint by endpoint, those of the domain `first` before all others."""
    sent = fields(cast, world)
    for rule, name in asked(app, first):
        data = sent if name == "POST" else None
        yield f"{name} {rule.rule}", browse(cast.outsider).open(world.path(rule), method=name, data=data).status_code


def told(app: Flask) -> dict[str, int | None]:
    """What the table says of the outsider."""
    table = all_endpoints()
    return {f"{name} {rule.rule}": table[rule.endpoint].to_outsider(name) for rule, name in asked(app)}


@pytest.mark.usefixtures("_without_csrf")
def test_strangers_get_what_the_table_says(app: Flask, client: FlaskClient, world: World) -> None:
    table = all_endpoints()
    expected = {f"{method(rule)} {rule.rule}": table[rule.endpoint].stranger for rule in rules(app)}
    got = {
        f"{method(rule)} {rule.rule}": client.open(world.path(rule), method=method(rule)).status_code
        for rule in rules(app)
    }
    assert got == expected


@pytest.mark.usefixtures("_without_csrf")
def test_outsiders_get_what_the_table_says(app: Flask, browse: Any, cast: Cast, world: World) -> None:
    assert dict(answers_to_outsider(app, browse, cast, world)) == told(app)


@pytest.mark.one_database
@pytest.mark.usefixtures("_without_csrf")
@pytest.mark.parametrize("check", REMOVED, ids=lambda check: f"{check.__module__}.{check.__name__}")
def test_the_table_notices_when_a_check_is_removed(
    app: Flask, browse: Any, cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch, check: Any
) -> None:
    remove(monkeypatch, check, REMOVED[check])
    expected, domain = told(app), check.__module__.split(".")[1]  # where it is noticed soonest
    answers = answers_to_outsider(app, browse, cast, world, domain)
    assert any(status != expected[endpoint] for endpoint, status in answers)


def remove(monkeypatch: pytest.MonkeyPatch, check: Any, model: type[Model] | None) -> None:
    """Put in the check's place what lets everybody in: the row itself, or nothing at all."""

    def let_in(db: Db, _person: Person, *ids: int) -> Any:
        return db.get_one(model, ids[0]) if model else None

    for module in [module for name, module in sys.modules.items() if name.startswith("peerhub.")]:
        for name, value in list(vars(module).items()):
            if value is check:
                monkeypatch.setattr(module, name, let_in)
