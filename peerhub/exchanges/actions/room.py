"""The title and purpose of an exchange's room."""

from peerhub.base.database.engine import Db
from peerhub.exchanges.models import Exchange
from peerhub.rooms.actions import rooms
from peerhub.rooms.actions.rooms import RoomSubject


def describe(db: Db, exchange: Exchange) -> None:
    """Write into the room which countries the exchange is between and what it is about."""
    if exchange.room_id is not None:
        title = " · ".join([exchange.seeker.name, *(provider.country.name for provider in exchange.providers)])
        rooms.describe(db, exchange.room_id, RoomSubject(f"/exchanges/{exchange.id}"), title, exchange.subject)
