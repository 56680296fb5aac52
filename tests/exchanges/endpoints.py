"""Endpoints of exchanges."""

from peerhub.base.database.engine import Db
from peerhub.exchanges.actions import teams, work
from tests.cast import Cast
from tests.exchanges.arrange import brought_to
from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "exchanges.exchanges": Endpoint(stranger=302, outsider=200),
    "exchanges.exchange": Endpoint(stranger=302, outsider=200),
    "exchanges.of_proposal": Endpoint(stranger=302, outsider=404),
    "exchanges.goal": Endpoint(stranger=302, outsider=403),
    "exchanges.tick": Endpoint(stranger=401, outsider=403),
    "exchanges.move": Endpoint(stranger=401, outsider=403),
    "exchanges.close": Endpoint(stranger=302, outsider=403),
    "exchanges.add_person": Endpoint(stranger=401, outsider=422),
    "exchanges.remove_person": Endpoint(stranger=401, outsider=403),
    "exchanges.add_facilitator": Endpoint(stranger=401, outsider=422),
    "exchanges.new_session": Endpoint(stranger=401, outsider=403),
    "exchanges.link_session": Endpoint(stranger=401, outsider=403),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """An exchange with a facilitator, a tick and lessons to write."""
    exchange = brought_to(db, cast, "follow_up")
    work.tick_item(db, cast.seeker, exchange.id, "follow_up.actions", True)
    teams.add_facilitator(db, cast.secretariat, exchange.id, cast.facilitator.id)
    path = f"/exchanges/{exchange.id}"
    return {"exchanges.exchange": path, "exchanges.goal": f"{path}/goal", "exchanges.close": f"{path}/close"}
