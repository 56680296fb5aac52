"""Endpoints of matching."""

from peerhub.base.database.engine import Db
from tests.cast import Cast
from tests.laws.endpoints import Endpoint
from tests.matching.arrange import invited, offer

ENDPOINTS = {
    "matching.needs": Endpoint(stranger=302, outsider=200),
    "matching.new_need": Endpoint(stranger=302, outsider=200),
    "matching.need": Endpoint(stranger=302, outsider=200),
    "matching.edit_need": Endpoint(stranger=302, outsider=403),
    "matching.set_need_state": Endpoint(stranger=401, outsider=403),
    "matching.propose": Endpoint(stranger=302, outsider=403),
    "matching.offers": Endpoint(stranger=302, outsider=200),
    "matching.new_offer": Endpoint(stranger=302, outsider=200),
    "matching.offer": Endpoint(stranger=302, outsider=200),
    "matching.edit_offer": Endpoint(stranger=302, outsider=403),
    "matching.set_offer_state": Endpoint(stranger=401, outsider=403),
    "matching.proposal": Endpoint(stranger=302, outsider=404),
    "matching.accept": Endpoint(stranger=401, outsider=404),
    "matching.decline": Endpoint(stranger=401, outsider=404),
    "matching.withdraw": Endpoint(stranger=401, outsider=404),
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
        "matching.propose": f"{need}/propose/{weaker.id}",
        "matching.offer": f"/offers/{own.id}",
        "matching.edit_offer": f"/offers/{own.id}/edit",
        "matching.proposal": f"/proposals/{proposal.id}",
    }
