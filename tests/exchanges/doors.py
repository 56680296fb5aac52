"""Doors of exchanges."""

from peerhub.base.database.engine import Db
from peerhub.exchanges.actions import teams, work
from tests.cast import Cast
from tests.exchanges.arrange import brought_to
from tests.laws.doors import Door

DOORS = {
    "exchanges.exchanges": Door(stranger=302, outsider=200),
    "exchanges.exchange": Door(stranger=302, outsider=200),
    "exchanges.of_proposal": Door(stranger=302, outsider=404),
    "exchanges.goal": Door(stranger=302, outsider=403),
    "exchanges.tick": Door(stranger=401, outsider=403),
    "exchanges.move": Door(stranger=401, outsider=403),
    "exchanges.close": Door(stranger=302, outsider=403),
    "exchanges.add_person": Door(stranger=401, outsider=422),
    "exchanges.remove_person": Door(stranger=401, outsider=403),
    "exchanges.name_facilitator": Door(stranger=401, outsider=422),
    "exchanges.new_session": Door(stranger=401, outsider=403),
    "exchanges.link_session": Door(stranger=401, outsider=403),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """An exchange with a facilitator, a tick and lessons to write."""
    exchange = brought_to(db, cast, "follow_up")
    work.tick(db, cast.seeker, exchange.id, "follow_up.actions", True)
    teams.name_facilitator(db, cast.secretariat, exchange.id, cast.facilitator.id)
    path = f"/exchanges/{exchange.id}"
    return {"exchanges.exchange": path, "exchanges.goal": f"{path}/goal", "exchanges.close": f"{path}/close"}
