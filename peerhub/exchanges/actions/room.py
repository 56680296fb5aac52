"""The head of an exchange's room."""

from peerhub.base.database.engine import Db
from peerhub.exchanges.models import Exchange
from peerhub.rooms.actions.rooms import Subject, describe_room


def describe(db: Db, exchange: Exchange) -> None:
    """Let the room say between whom the exchange is and what it is about, as it stands now."""
    if exchange.room_id is not None:
        title = " · ".join([exchange.seeker.name, *(each.country.name for each in exchange.providers)])
        describe_room(db, exchange.room_id, Subject(f"/exchanges/{exchange.id}"), title, exchange.subject)
