"""What is found besides messages, in groups: each domain looks through what its own access shows the viewer."""

from collections.abc import Callable, Mapping

from peerhub.base.database.engine import Db
from peerhub.base.fulltext.hits import Hit
from peerhub.base.fulltext.query import Query
from peerhub.exchanges.queries import search as exchanges
from peerhub.matching.queries import search as matching
from peerhub.people.models import Person
from peerhub.people.queries import search as people
from peerhub.reference.queries import search as reference
from peerhub.rooms.queries import search as rooms
from peerhub.sessions.queries import search as sessions

SHOWN = 5  # of each group beside the messages
LONGEST = 100  # of one group alone
GROUPS: Mapping[str, Callable[[Db, Person, Query], list[Hit]]] = {
    "countries": lambda db, _viewer, query: reference.hits(db, query),
    "sessions": sessions.hits,
    "people": people.hits,
    "needs": matching.needs,
    "offers": matching.offers,
    "exchanges": exchanges.hits,
    "rooms": rooms.rooms,
}


def groups(db: Db, viewer: Person, query: Query, only: str = "") -> dict[str, list[Hit]]:
    """The groups in which something was found, all hits in each; or the one named `only`. Nothing for a query without words."""
    names = [only] if only else list(GROUPS)
    hits = {name: GROUPS[name](db, viewer, query) for name in names} if query.terms else {}
    return {name: group_hits for name, group_hits in hits.items() if group_hits}
