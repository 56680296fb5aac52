"""Incoming emails, for the secretariat."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select

from peerhub.base.database.engine import Db
from peerhub.base.web.paging import paginate
from peerhub.incoming.models import IncomingMail
from peerhub.incoming.rules import HELD
from peerhub.people.access import must_be_secretariat
from peerhub.people.models import Person

PAGE = 50


@dataclass(frozen=True)
class IncomingPage:
    """Some emails, newest first; `older` is the position to ask for next, None at the end."""

    mails: list[IncomingMail]
    older: int | None


def page(db: Db, viewer: Person, state: str = "", before: int | None = None) -> IncomingPage:
    """The newest emails that came in, those in `state` where one is given. Raises NotAllowed for all but the secretariat."""
    must_be_secretariat(db, viewer)
    mails = select(IncomingMail).order_by(IncomingMail.id.desc()).limit(PAGE + 1)
    mails = mails.where(IncomingMail.state == state) if state else mails
    found = list(db.scalars(mails.where(IncomingMail.id < before) if before is not None else mails))
    return IncomingPage(*paginate(found, PAGE))


def held_count() -> ScalarSelect[int]:
    """How many wait for the secretariat, as a part of a larger query: the frame counts everything in one. The caller checks who asks."""
    return select(func.count()).where(IncomingMail.state == HELD).scalar_subquery()
