"""Sessions to which many are invited."""

from sqlalchemy import func, insert, select

from peerhub.base.database.engine import Database, Db
from peerhub.base.mail.models import OutgoingMail
from peerhub.people.models import Person, Seat
from peerhub.sessions.actions import due_mails, invitations
from peerhub.sessions.actions.plans import Plan
from peerhub.sessions.models import Invitee, Session
from tests.cast import NOW, Cast
from tests.sessions.arrange import draft, plan


def crowd(db: Db, number: int, name: str = "Crowd") -> list[int]:
    """So many people of Jamaica; their ids."""
    offices = [f"{name} {each}" for each in range(number)]
    db.execute(insert(Seat), [{"country_code": "JM", "office": office} for office in offices])
    seats = db.execute(select(Seat.office, Seat.id).where(Seat.office.startswith(f"{name} "))).all()
    people = [
        {
            "email": f"{office.replace(' ', '')}@example.org", "name": office, "seat_id": seat_id, "language": "en",
            "working_languages": [], "zone": "America/Jamaica", "created_at": NOW,
        }
        for office, seat_id in seats
    ]  # fmt: skip
    db.execute(insert(Person), people)
    return list(db.scalars(select(Person.id).where(Person.name.startswith(f"{name} ")).order_by(Person.id)))


def plan_with(cast: Cast, ids: list[int], **changes: object) -> Plan:
    """A plan that invites these people and the cast's two."""
    return plan(cast, people=frozenset({cast.seeker.id, cast.provider.id, *ids}), **changes)


def sent_to(db: Db, cast: Cast, number: int, name: str = "Crowd") -> tuple[Session, list[int]]:
    """A session with so many more people, whose invitations were sent: the first are written, the others are due."""
    ids = crowd(db, number, name)
    made = draft(db, cast, people=frozenset({cast.seeker.id, cast.provider.id, *ids}))
    return invitations.send(db, cast.facilitator, made.id), ids


def due(db: Db, session_id: int) -> int:
    """How many emails are still to be written."""
    count = select(func.count()).where(Invitee.session_id == session_id, Invitee.mail_due.is_not(None))
    return db.scalars(count).one()


def write_all(db: Db, session: Session) -> None:
    """Write what is due."""
    while due_mails.write_next(db, session.id):
        pass


def recipients(database: Database, *states: str) -> list[tuple[str, str]]:
    """Kind and recipient of the mails in these states, in order of writing."""
    with database.session() as db:
        mails = select(OutgoingMail.kind, OutgoingMail.recipient).where(OutgoingMail.state.in_(states))
        return [(row.kind, row.recipient) for row in db.execute(mails.order_by(OutgoingMail.id))]
