"""Changing a password."""

from peerhub.accounts.actions import sign_ins
from peerhub.base.database.engine import Db
from peerhub.base.security import audit
from peerhub.people.models import Person


def change(db: Db, actor: Person, password_hash: str) -> None:
    """Keep a new password and end all sign-ins; the endpoint begins a new one on this device."""
    actor.password_hash = password_hash
    sign_ins.end_all(db, actor)
    audit.record(db, actor.id, "password.changed", f"person:{actor.id}")
