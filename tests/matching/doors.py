"""Doors of matching."""

from peerhub.base.database.engine import Db
from tests.cast import Cast
from tests.laws.doors import Door
from tests.matching.arrange import invited, offer

DOORS = {
    "matching.needs": Door(stranger=302, outsider=200),
    "matching.new_need": Door(stranger=302, outsider=200),
    "matching.need": Door(stranger=302, outsider=200),
    "matching.edit_need": Door(stranger=302, outsider=403),
    "matching.set_need_state": Door(stranger=401, outsider=403),
    "matching.invite": Door(stranger=302, outsider=403),
    "matching.offers": Door(stranger=302, outsider=200),
    "matching.new_offer": Door(stranger=302, outsider=200),
    "matching.offer": Door(stranger=302, outsider=200),
    "matching.edit_offer": Door(stranger=302, outsider=403),
    "matching.set_offer_state": Door(stranger=401, outsider=403),
    "matching.proposal": Door(stranger=302, outsider=404),
    "matching.accept": Door(stranger=401, outsider=404),
    "matching.decline": Door(stranger=401, outsider=404),
    "matching.withdraw": Door(stranger=401, outsider=404),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """One page of each kind, with everything that can be on it."""
    proposal = invited(db, cast.seeker, cast.provider)
    weaker = offer(db, cast.outsider, zone="America/Bogota", activities=["1.1"])
    offer(db, cast.arabic_reader, languages=["ar"])
    own = offer(db, cast.seeker)
    need = f"/needs/{proposal.need_id}"
    return {
        "matching.need": need,
        "matching.edit_need": f"{need}/edit",
        "matching.invite": f"{need}/invite/{weaker.id}",
        "matching.offer": f"/offers/{own.id}",
        "matching.edit_offer": f"/offers/{own.id}/edit",
        "matching.proposal": f"/proposals/{proposal.id}",
    }
