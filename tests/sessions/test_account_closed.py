"""When an account is closed: its invitations ahead end, without a mail to it, and sessions that nobody leads are flagged."""

from datetime import timedelta

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.mail.models import DROPPED, SENT, OutgoingMail
from peerhub.notices.models import Notice
from peerhub.people.actions import closing
from peerhub.rooms.models.rooms import Membership
from peerhub.sessions.actions import changes
from peerhub.sessions.models import FACILITATOR, Invitee, Session
from tests.cast import Cast
from tests.sessions.arrange import STARTS, draft, plan, scheduled

WITHOUT_FACILITATOR = select(Notice).where(Notice.kind == "sessions/no_facilitator").order_by(Notice.id)


def withdrawn(db: Db, session: Session, person_id: int) -> bool:
    return db.get_one(Invitee, (session.id, person_id)).withdrawn_at is not None


def test_invitations_ahead_are_withdrawn_and_nothing_more_is_sent(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    mails = select(OutgoingMail).where(OutgoingMail.recipient == cast.seeker.email)
    before = db.scalars(mails).all()
    assert [mail.kind for mail in before] == ["sessions/invitation"]
    closing.close_account(db, cast.secretariat, cast.seeker.id)
    assert withdrawn(db, session, cast.seeker.id)
    assert not withdrawn(db, session, cast.provider.id)
    assert db.get(Membership, (session.room_id, cast.seeker.id)) is None
    assert [mail.state for mail in db.scalars(mails.execution_options(populate_existing=True))] == [DROPPED]
    assert db.scalars(WITHOUT_FACILITATOR).all() == []


def test_no_cancellation_goes_to_a_closed_account_even_after_an_invitation_left(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    mails = select(OutgoingMail).where(OutgoingMail.recipient == cast.seeker.email)
    db.scalars(mails).one().state = SENT
    closing.close_account(db, cast.secretariat, cast.seeker.id)
    changes.cancel(db, cast.facilitator, session.id, "No quorum.")
    assert [mail.kind for mail in db.scalars(mails)] == ["sessions/invitation"]


def test_what_is_over_stays_as_it_was(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with clock.fixed_at(STARTS + timedelta(hours=2)):
        closing.close_account(db, cast.secretariat, cast.seeker.id)
    assert not withdrawn(db, session, cast.seeker.id)


def test_the_secretariat_hears_of_sessions_that_nobody_leads(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    prepared = draft(db, cast, title="Still a draft")
    closing.close_account(db, cast.secretariat, cast.facilitator.id)
    told = db.scalars(WITHOUT_FACILITATOR).all()
    assert {notice.person_id for notice in told} == {cast.secretariat.id, cast.administrator.id}
    assert {notice.path for notice in told} == {f"/sessions/{session.id}", f"/sessions/{prepared.id}"}
    assert withdrawn(db, session, cast.facilitator.id)
    assert withdrawn(db, prepared, cast.facilitator.id)
    changes.change(db, cast.secretariat, session.id, plan(cast, facilitators=frozenset({cast.secretariat.id})))
    assert db.get_one(Invitee, (session.id, cast.secretariat.id)).role == FACILITATOR


def test_a_session_that_somebody_else_leads_too_is_not_flagged(db: Db, cast: Cast) -> None:
    scheduled(db, cast, facilitators=frozenset({cast.facilitator.id, cast.secretariat.id}))
    closing.close_account(db, cast.secretariat, cast.facilitator.id)
    assert db.scalars(WITHOUT_FACILITATOR).all() == []


def test_the_page_and_the_notice_say_that_nobody_leads(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    closing.close_account(db, cast.secretariat, cast.facilitator.id)
    found = db.scalars(WITHOUT_FACILITATOR).first()
    assert found
    assert found.data["title"] == session.title
