"""What follows for sign-ins from what happens to people."""

from peerhub.accounts.actions import sign_ins
from peerhub.base.database.engine import Db
from peerhub.people.facts import PersonClosed
from peerhub.people.models import Person


def end_sign_ins(db: Db, fact: PersonClosed) -> None:
    """Nobody stays signed in to a closed account."""
    sign_ins.end_all(db, db.get_one(Person, fact.person_id))
