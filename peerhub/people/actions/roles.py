"""Verbs about roles, and the seats they come with."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid, NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.people import access
from peerhub.people.models import FOCAL_POINT, Person, Role


def give(db: Db, actor: Person, person_id: int, role: str, country_code: str | None = None) -> None:
    """Give a role, for one country where it is that of a focal point. Harmless when the person holds it.

    Raises NotFound, NotAllowed, and Invalid without a country or for a closed account.
    """
    person = access.person_for(db, actor, person_id)
    _must_give(db, actor, role)
    if role == FOCAL_POINT and not country_code:
        raise Invalid({"country": _("Choose the country this person is focal point for.")})
    if person.closed_at:
        raise Invalid({"role": _("This account is closed.")})
    country = country_code if role == FOCAL_POINT else None
    add(db, person.id, role, country)
    audit.record(db, actor.id, "role.given", f"person:{person.id}", role=role, country=country)


def remove(db: Db, actor: Person, role_id: int) -> int:
    """Take a role away and return whose it was. Raises NotFound, NotAllowed, and Invalid for the last administrator."""
    role = db.get(Role, role_id)
    if role is None:
        raise NotFound
    _must_give(db, actor, role.role)
    access.must_leave_an_administrator(db, role)
    db.delete(role)
    db.flush()
    db.info.pop("roles", None)
    audit.record(db, actor.id, "role.removed", f"person:{role.person_id}", role=role.role, country=role.country_code)
    return role.person_id


def _must_give(db: Db, actor: Person, role: str) -> None:
    if not access.may_give_role(db, actor, role):
        raise NotAllowed(
            _("Only the secretariat can give roles, and only an administrator can make someone an administrator.")
        )


def add(db: Db, person_id: int, role: str, country_code: str | None = None) -> None:
    """Let a person hold a role; harmless when they do already. Endpoints check first who may."""
    query = select(Role.id).where(Role.person_id == person_id, Role.role == role, Role.country_code == country_code)
    if db.scalar(query) is None:
        db.add(Role(person_id=person_id, role=role, country_code=country_code))
        db.flush()
        db.info.pop("roles", None)
