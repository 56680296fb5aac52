"""Who may see, run and schedule."""

from itertools import product

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.sessions import access
from peerhub.sessions.actions import changes, drafts, feeds, rsvp
from peerhub.sessions.models import FeedToken
from peerhub.sessions.queries import choices, lists
from tests.cast import Cast
from tests.sessions.arrange import make_facilitator, plan, scheduled

SEES = {
    "seeker",
    "teammate",
    "provider",
    "focal_point",
    "provider_focal_point",
    "facilitator",
    "secretariat",
    "administrator",
}
RUNS = {"facilitator", "secretariat", "administrator"}
ALL = [*sorted(SEES), "outsider", "arabic_reader"]


@pytest.mark.parametrize("role", ALL)
def test_who_sees_and_runs(db: Db, cast: Cast, role: str) -> None:
    session, person = scheduled(db, cast), getattr(cast, role)
    if role not in SEES:
        with pytest.raises(NotFound):
            access.session_for(db, person, session.id)
        return
    assert access.session_for(db, person, session.id) is session
    assert access.leads(db, person, session) is (role in RUNS)
    if role not in RUNS:
        with pytest.raises(NotAllowed):
            access.session_to_run(db, person, session.id)


@pytest.mark.parametrize("role", ALL)
def test_who_schedules(db: Db, cast: Cast, role: str) -> None:
    make_facilitator(db, cast.facilitator)
    person = getattr(cast, role)
    assert access.may_schedule(db, person) is (role in RUNS)
    if role not in RUNS:
        with pytest.raises(NotAllowed):
            choices.choices(db, person)


def test_strangers_schedule_nothing(db: Db) -> None:
    assert access.may_schedule(db, None) is False


def test_somebody_withdrawn_sees_it_no_more_unless_their_country_is_invited(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast, people=frozenset({cast.seeker.id, cast.secretariat.id}))
    changes.withdraw(db, cast.facilitator, session.id, cast.seeker.id)
    assert access.session_for(db, cast.seeker, session.id) is session
    other = drafts.create(db, cast.facilitator, plan(cast, countries={}, people=frozenset({cast.administrator.id})))
    with pytest.raises(NotFound):
        access.session_for(db, cast.seeker, other.id)


def test_tokens_are_good_for_one_purpose(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    feed = feeds.create(db, cast.seeker)
    invitation = access.invitation_path(db, session.id, cast.seeker.id).rpartition("/")[2]
    address = access.feed_path(db, feed).removeprefix("/feeds/").removesuffix(".ics")
    assert access.invitee_of_token(db, invitation).person_id == cast.seeker.id
    assert access.feed_of_token(db, address).id == feed.id
    for wrong, read in product((invitation, ""), (access.feed_of_token,)):
        with pytest.raises(NotFound):
            read(db, wrong)
    for wrong in (address, "", access.invitation_path(db, session.id, 999).rpartition("/")[2]):
        with pytest.raises(NotFound):
            access.invitee_of_token(db, wrong)


def test_a_closed_account_answers_and_reads_nothing(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    feed = feeds.create(db, cast.seeker)
    invitation = access.invitation_path(db, session.id, cast.seeker.id).rpartition("/")[2]
    address = access.feed_path(db, feed).removeprefix("/feeds/").removesuffix(".ics")
    db.get_one(FeedToken, feed.id).person.closed_at = clock.now()
    db.flush()
    with pytest.raises(NotFound):
        access.invitee_of_token(db, invitation)
    with pytest.raises(NotFound):
        access.feed_of_token(db, address)


def test_what_waits_is_counted_and_what_is_next_is_listed(db: Db, cast: Cast) -> None:

    session = scheduled(db, cast)
    assert db.scalar(select(lists.waiting_count(cast.seeker))) == 1
    assert [line.session.id for line in lists.next_sessions(db, cast.seeker)] == [session.id]
    assert lists.next_sessions(db, cast.teammate) == []
    rsvp.respond(db, cast.seeker, session.id, "declined")
    assert db.scalar(select(lists.waiting_count(cast.seeker))) == 0
    assert lists.next_sessions(db, cast.seeker) == []
