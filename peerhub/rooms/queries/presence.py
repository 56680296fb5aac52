"""Who is in a room now: countries, never persons."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.people.models import Person, Seat
from peerhub.reference.models import Country

SHOWN = 8
Presence = dict[str, Any]


def present(db: Db, rooms: Mapping[int, Collection[int]]) -> dict[int, Presence]:
    """Of people by room: the room's first countries by name, how many more, and whether anybody of the programme is there.

    One query, however many rooms. Who has no country is of the programme.
    """
    people = set().union(*rooms.values())
    query = select(Person.id, Country.name, Country.code).outerjoin(Seat, Seat.id == Person.seat_id)
    query = query.outerjoin(Country, Country.code == Seat.country_code).where(Person.id.in_(people))
    country_of = {row.id: (row.name, row.code) for row in db.execute(query)}
    return {room: _here({country_of[person] for person in rooms[room] if person in country_of}) for room in rooms}


def _here(places: set[tuple[str | None, str | None]]) -> Presence:
    countries = sorted((name, code) for name, code in places if name and code)
    shown = [{"code": code, "name": name} for name, code in countries[:SHOWN]]
    return {"countries": shown, "more": len(countries) - len(shown), "programme": (None, None) in places}
