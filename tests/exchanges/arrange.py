"""An exchange for the tests: Jamaica learns from Chile."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.exchanges.actions import work
from peerhub.exchanges.models import Exchange
from peerhub.matching.actions import proposals
from tests.cast import Cast
from tests.matching.arrange import invited


def opened(db: Db, cast: Cast) -> Exchange:
    """An exchange in preparation: `seeker` and `focal_point` with `provider` and `provider_focal_point`."""
    proposal = invited(db, cast.seeker, cast.provider)
    proposals.accept(db, cast.provider, proposal.id)
    return db.scalars(select(Exchange).where(Exchange.need_id == proposal.need_id)).one()


def brought_to(db: Db, cast: Cast, phase: str) -> Exchange:
    """An exchange in that phase."""
    exchange = opened(db, cast)
    steps = ["exchange", "follow_up", "closed"]
    for to in steps[: steps.index(phase) + 1]:
        work.move(db, cast.seeker, exchange.id, to, "We learned to measure." if to == "closed" else "")
    return exchange
