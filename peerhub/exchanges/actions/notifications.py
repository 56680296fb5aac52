"""Telling the people of an exchange: notices and mails, as rows."""

from typing import Any

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.i18n.countries import kept
from peerhub.base.mail import outbox
from peerhub.base.mail.outbox import Mail
from peerhub.exchanges.models import Exchange, TeamMember
from peerhub.notices.actions import notices
from peerhub.people.models import Person


def opened(db: Db, exchange: Exchange) -> None:
    """The exchange begins, or another country joined it: notice and mail to everybody in it."""
    people = _people(db, exchange)
    data = _data(exchange)
    notices.notify(db, [person.id for person in people], "exchanges/opened", data, data["path"])
    for person in people:
        stream = f"exchange:{exchange.id}:{person.id}"
        key = f"exchanges/opened:{stream}:{len(exchange.providers)}"
        outbox.queue(db, person.receiver, Mail(kind="exchanges/opened", dedupe_key=key, data=data, stream=stream))


def phase_changed(db: Db, exchange: Exchange, actor_id: int) -> None:
    """A line in everybody's bell; whoever moved it knows."""
    data = _data(exchange) | {"phase": exchange.phase}
    others = [person.id for person in _people(db, exchange) if person.id != actor_id]
    notices.notify(db, others, "exchanges/phase", data, data["path"])


def _people(db: Db, exchange: Exchange) -> list[Person]:
    ids = select(TeamMember.person_id).where(TeamMember.exchange_id == exchange.id)
    return list(db.scalars(select(Person).where(Person.id.in_(ids), Person.closed_at.is_(None)).order_by(Person.id)))


def _data(exchange: Exchange) -> dict[str, Any]:
    return {
        "seeker": kept(exchange.seeker),
        "providers": [kept(each.country) for each in exchange.providers],
        "subject": exchange.subject,
        "path": f"/exchanges/{exchange.id}",
    }
