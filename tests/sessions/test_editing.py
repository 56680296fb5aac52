"""Two facilitators write at the same session: nobody undoes the other, nobody is mailed by a refused save."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.sessions.actions import rsvp
from peerhub.sessions.models import (
    ACCEPTED,
    DRAFT,
    SCHEDULED,
    AgendaItem,
    Invitee,
    MinutesVersion,
    Session,
    SessionCountry,
)
from tests.base.forms.arrange import filled, said_of, told
from tests.cast import Cast
from tests.sessions.arrange import STARTS, draft, scheduled
from tests.support.forms import submit


@pytest.fixture
def session_id(app: Flask, database: Database, cast: Cast) -> int:
    """A session that two people run, and to which one has said that they come."""
    both = frozenset({cast.facilitator.id, cast.secretariat.id})
    with app.app_context(), database.transaction() as db:
        made = scheduled(db, cast, facilitators=both)
        rsvp.respond(db, db.get_one(Person, cast.seeker.id), made.id, ACCEPTED)
        return made.id


def test_stale_form_undoes_move(browse: Any, cast: Cast, database: Database, session_id: int) -> None:
    path = f"/sessions/{session_id}/edit"
    a, b = browse(cast.facilitator), browse(cast.secretariat)
    first, second = filled(a.get(path), "purpose"), filled(b.get(path), "purpose")
    assert a.post(path, data=first | {"date": ["2026-12-18"]}).status_code == 302
    with database.transaction() as db:
        rsvp.respond(db, db.get_one(Person, cast.seeker.id), session_id, ACCEPTED)
    with database.session() as db:
        before, moved = told(db), db.get_one(Session, session_id)
    answer = b.post(path, data=second | {"purpose": ["A better purpose."]})
    assert answer.status_code == 409
    assert "A better purpose." in answer.text
    assert "2026-12-18" in said_of(answer)
    assert "2026-12-18" in answer.text
    with database.session() as db:
        kept = db.get_one(Session, session_id)
        assert (kept.starts_at, kept.sequence, kept.purpose) == (moved.starts_at, moved.sequence, moved.purpose)
        assert told(db) == before
        assert db.get_one(Invitee, (session_id, cast.seeker.id)).response == ACCEPTED
    assert b.post(path, data=filled(answer, "purpose")).status_code == 302
    with database.session() as db:
        kept = db.get_one(Session, session_id)
        assert (kept.starts_at, kept.sequence, kept.purpose) == (moved.starts_at, moved.sequence, "A better purpose.")
        assert db.get_one(Invitee, (session_id, cast.seeker.id)).response == ACCEPTED


def test_stale_form_undoes_move_of_rows_and_people(
    app: Flask, browse: Any, cast: Cast, database: Database, session_id: int
) -> None:
    """Lists that live in other tables: the other's country, persons and agenda stay."""
    path = f"/sessions/{session_id}/edit"
    a, b = browse(cast.facilitator), browse(cast.secretariat)
    first, second = filled(a.get(path), "purpose"), filled(b.get(path), "purpose")
    more = first | {
        "countries-2-code": ["MN"], "countries-2-part": ["takes_part"], "agenda-1-title": ["Questions, and coffee"],
    }  # fmt: skip
    assert a.post(path, data=more).status_code == 302
    (part_of_jamaica,) = [name.replace("code", "part") for name, value in second.items() if value == ["JM"]]
    answer = b.post(path, data=second | {"title": ["Another title"], part_of_jamaica: ["takes_part"]})
    assert answer.status_code == 409
    assert "Mongolia" in said_of(answer)
    assert b.post(path, data=filled(answer, "purpose")).status_code == 302
    with database.session() as db:
        assert db.get_one(Session, session_id).title == "Another title"
        parts = select(SessionCountry.country_code, SessionCountry.part).where(SessionCountry.session_id == session_id)
        assert {row.country_code: row.part for row in db.execute(parts)} == {
            "CL": "provides",
            "JM": "takes_part",
            "MN": "takes_part",
        }
        lines = select(AgendaItem.title).where(AgendaItem.session_id == session_id).order_by(AgendaItem.position)
        assert db.scalars(lines).all() == ["What Chile did", "Questions, and coffee"]
        here = select(Invitee.person_id).where(Invitee.session_id == session_id, Invitee.withdrawn_at.is_(None))
        assert cast.outsider.id in set(db.scalars(here))


def test_an_untouched_form_sent_again_changes_and_tells_nothing(
    browse: Any, cast: Cast, database: Database, session_id: int
) -> None:
    path, browser = f"/sessions/{session_id}/edit", browse(cast.facilitator)
    changed = filled(browser.get(path), "purpose") | {"date": ["2026-12-18"]}
    assert browser.post(path, data=changed).status_code == 302
    with database.session() as db:
        before = told(db)
    assert browser.post(path, data=changed).status_code == 302
    with database.session() as db:
        assert told(db) == before


@pytest.fixture
def draft_id(app: Flask, database: Database, cast: Cast) -> int:
    """A draft that two people prepare."""
    with app.app_context(), database.transaction() as db:
        return draft(db, cast, facilitators=frozenset({cast.facilitator.id, cast.secretariat.id})).id


def test_invitations_sent_unseen(browse: Any, cast: Cast, database: Database, draft_id: int) -> None:
    page = f"/sessions/{draft_id}"
    a, b = browse(cast.facilitator), browse(cast.secretariat)
    for change in ({"date": ["2026-12-18"]}, {"agenda-1-title": ["Coffee"]}, {"people": [str(cast.seeker.id)]}):
        looked_at = filled(a.get(page), "seen")
        assert b.post(f"{page}/edit", data=filled(b.get(f"{page}/edit"), "purpose") | change).status_code == 302
        answer = a.post(f"{page}/send", data=looked_at)
        assert answer.status_code == 409, change
        assert "Someone else has changed this draft." in answer.text
        assert "This is a draft" in answer.text
        asked = a.post(f"{page}/send", data=looked_at, headers={"Accept": "application/json"})
        assert (asked.status_code, asked.is_json) == (409, True)
    with database.session() as db:
        assert (db.get_one(Session, draft_id).state, told(db)) == (DRAFT, 0)
    assert a.post(f"{page}/send", data=filled(answer, "seen")).status_code == 302
    assert a.post(f"{page}/send", data=looked_at).status_code == 302  # they are out already
    with database.session() as db:
        assert db.get_one(Session, draft_id).state == SCHEDULED


def test_a_draft_is_changed_after_its_invitations_left(
    browse: Any, cast: Cast, database: Database, draft_id: int
) -> None:
    page = f"/sessions/{draft_id}"
    a, b = browse(cast.facilitator), browse(cast.secretariat)
    form = a.get(f"{page}/edit")
    assert "No one is notified until you send the invitations" in form.text
    assert b.post(f"{page}/send", data=filled(b.get(page), "seen")).status_code == 302
    with database.session() as db:
        before = told(db)
    answer = a.post(f"{page}/edit", data=filled(form, "purpose") | {"date": ["2026-12-18"]})
    assert answer.status_code == 409
    assert "Everyone affected by a change gets an email" in said_of(answer)
    assert filled(answer, "purpose")["date"] == ["2026-12-18"]
    with database.session() as db:
        assert (db.get_one(Session, draft_id).starts_at, told(db)) == (STARTS, before)
    assert a.post(f"{page}/edit", data=filled(answer, "purpose")).status_code == 302
    with database.session() as db:
        assert db.get_one(Session, draft_id).wall_start.startswith("2026-12-18")
        assert told(db) > before


def test_minutes_overwritten(browse: Any, cast: Cast, database: Database, session_id: int) -> None:
    page, path = f"/sessions/{session_id}", f"/sessions/{session_id}/minutes"
    a, b = browse(cast.facilitator), browse(cast.secretariat)
    first, second = filled(a.get(page), "notes"), filled(b.get(page), "notes")
    assert a.post(path, data=first | {"notes": ["We agreed on three steps."]}).status_code == 302
    answer = b.post(path, data=second | {"notes": ["Chile showed its reports."], "publish": ["y"]})
    assert answer.status_code == 409
    box = said_of(answer)
    assert "We agreed on three steps." in box
    assert "Chile showed its reports." in box
    with database.session() as db:
        kept = db.get_one(Session, session_id)
        assert (kept.notes, kept.notes_published_at) == ("We agreed on three steps.", None)
    both = filled(answer, "notes") | {"notes": ["We agreed on three steps.\nChile showed its reports."]}
    assert b.post(path, data=both).status_code == 302
    versions = b.get(f"{path}/versions")
    assert versions.status_code == 200
    assert "We agreed on three steps." in versions.text
    assert "Chile showed its reports.<span" in versions.text
    assert cast.facilitator.name in versions.text
    assert a.get(f"{path}/versions").status_code == 200
    assert browse(cast.seeker).get(f"{path}/versions").status_code == 403
    with database.session() as db:
        writers = db.scalars(select(MinutesVersion.written_by_id).order_by(MinutesVersion.id)).all()
        assert writers == [cast.facilitator.id, cast.secretariat.id]


def test_minutes_overwritten_show_the_whole_of_both_texts(
    browse: Any, cast: Cast, database: Database, session_id: int
) -> None:
    page, path = f"/sessions/{session_id}", f"/sessions/{session_id}/minutes"
    a, b = browse(cast.facilitator), browse(cast.secretariat)
    long = "Chile showed what services report each quarter, and Jamaica asked how often."
    a.post(path, data=filled(a.get(page), "notes") | {"notes": [long]})
    first, second = filled(a.get(page), "notes"), filled(b.get(page), "notes")
    theirs, mine = long.replace("each quarter", "every month"), long.replace("how often", "by whom")
    a.post(path, data=first | {"notes": [theirs]})
    answer = b.post(path, data=second | {"notes": [mine]})
    assert answer.status_code == 409
    assert theirs in answer.text
    assert filled(answer, "notes")["notes"] == [mine]


def test_the_same_minutes_again_are_one_version(browse: Any, cast: Cast, database: Database, session_id: int) -> None:
    page, path = f"/sessions/{session_id}", f"/sessions/{session_id}/minutes"
    browser = browse(cast.facilitator)
    form = filled(browser.get(page), "notes") | {"notes": ["We agreed on three steps."]}
    assert [browser.post(path, data=form).status_code for _time in range(2)] == [302, 302]
    with database.session() as db:
        assert db.scalars(select(MinutesVersion.notes)).all() == ["We agreed on three steps."]


def test_minutes_that_nobody_wrote_have_no_versions(browse: Any, cast: Cast, session_id: int) -> None:
    shown = browse(cast.facilitator).get(f"/sessions/{session_id}/minutes/versions")
    assert "No one has written minutes yet." in shown.text


@pytest.mark.parametrize("verb", ["attendance", "end"])
def test_two_who_note_who_came_undo_nothing(
    browse: Any, cast: Cast, database: Database, session_id: int, verb: str
) -> None:
    """What one ticked and another left as it was stays, also what somebody did themselves by joining meanwhile."""
    path = f"/sessions/{session_id}"
    with clock.fixed_at(STARTS + timedelta(minutes=5)):
        a, b = browse(cast.facilitator), browse(cast.secretariat)
        first, second = filled(a.get(path), "came"), filled(b.get(path), "came")
        seeker, provider = str(cast.seeker.id), str(cast.provider.id)
        assert (seeker in first["came"], provider in first["came"]) == (True, False)  # who accepted is ticked
        assert a.post(f"{path}/attendance", data=first | {"came": [*first["came"], provider]}).status_code == 302
        less = [each for each in second["came"] if each != seeker]
        assert b.post(f"{path}/{verb}", data=second | {"came": less, "noting": "1"}).status_code == 302
    with database.session() as db:
        noted = {each.person_id: each.attended for each in db.scalars(select(Invitee))}
    assert (noted[cast.seeker.id], noted[cast.provider.id]) == (False, True)


def test_nothing_is_rendered_for_who_may_not_write_the_minutes(
    browse: Any, cast: Cast, session_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    monkeypatch.setattr("peerhub.base.text.markdown.render", lambda text, *_more, **_how: rendered.append(text))
    path = f"/sessions/{session_id}/minutes"
    for other, status in ((cast.seeker, 403), (cast.outsider, 404)):
        assert submit(browse(other), path, form_path="/profile", notes="[a](" * 2000).status_code == status
    assert rendered == []
