"""What several tests of accounts arrange and look for."""

from typing import Any

from flask.testing import FlaskClient

from peerhub.accounts.actions import invitations as invitation_actions
from peerhub.accounts.actions.invitations import NewInvitation
from peerhub.accounts.models import AccountInvitation
from peerhub.accounts.queries import invitations
from peerhub.base.database.engine import Database
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.security import audit
from peerhub.people.actions import roles
from peerhub.people.models import Person
from tests.support.forms import submit

ADDRESS = "new.office@cast.example"
NEW = "/invitations-to-join/new"


def invited(
    database: Database, by: Person, country: str | None = "JM", office: str = "Archives", role: str | None = None
) -> tuple[int, str]:
    """An open invitation by one of the cast: its id and the path of its link."""
    with database.transaction() as db:
        wanted = NewInvitation(ADDRESS, office, country, office, role=role)
        invitation = invitation_actions.invite(db, db.get_one(Person, by.id), wanted)
        return invitation.id, invitations.join_path(db, None, invitation)


def invitation(database: Database, invitation_id: int) -> AccountInvitation:
    """An invitation as it is now."""
    with database.session() as db:
        return db.get_one(AccountInvitation, invitation_id)


def person(database: Database, email: str) -> Person | None:
    """An account as it is now."""
    with database.session() as db:
        return db.query(Person).filter_by(email=email).one_or_none()


def verbs(database: Database) -> list[tuple[int | None, str, str]]:
    """The log, oldest first: who, verb, subject."""
    with database.session() as db:
        return [(line.actor_id, line.verb, line.subject) for line in reversed(audit.latest(db))]


def mails(database: Database) -> list[tuple[str, str, str]]:
    """The outbox, oldest first: kind, receiver, state."""
    with database.session() as db:
        return [(mail.kind, mail.recipient, mail.state) for mail in db.query(OutgoingMail).order_by(OutgoingMail.id)]


def mailed_path(database: Database) -> str:
    """Where the link of the newest mail leads."""
    with database.session() as db:
        newest = db.query(OutgoingMail).order_by(OutgoingMail.id.desc()).first()
        assert newest
        return str(newest.data["path"])


def appointed(database: Database, who: Person, role: str, country: str | None = None) -> None:
    """Give one of the cast a role."""
    with database.transaction() as db:
        roles.add(db, who.id, role, country)


def join(browser: FlaskClient, path: str, **fields: Any) -> Any:
    """Take up an invitation."""
    given = {
        "name": "Archives, Jamaica",
        "working_languages": ["en", "fr"],
        "language": "fr",
        "zone": "America/Jamaica",
    }
    return submit(browser, path, **(given | fields))


def send(browser: FlaskClient, **fields: Any) -> Any:
    """Fill in the form of an invitation."""
    given = {"email": ADDRESS, "country": "JM", "office": "Archives", "language": "en", "role": ""} | fields
    return submit(browser, NEW, **given)
