"""The endpoint of the search: messages, page by page, and beside them what else the site has by that name."""

from typing import Any

from flask import Blueprint, request, url_for

from peerhub.base.fulltext.hits import Hit
from peerhub.base.fulltext.query import parse
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.base.text.plain import one_line
from peerhub.base.web.extensions import limiter
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session
from peerhub.people.login import me, person_limit_key
from peerhub.reference.queries import countries as country_queries
from peerhub.reference.queries import lists
from peerhub.reference.queries import search as country_search
from peerhub.rooms.forms import KIND_NAMES
from peerhub.rooms.queries import search as search_queries
from peerhub.rooms.queries.filters import OPERATORS
from peerhub.rooms.queries.search import SearchRequest
from peerhub.search.queries import groups as group_queries
from peerhub.search.views import GROUP_NAMES

FILTERS = {
    "author": _l("Author"),
    "country": _l("Country of the author"),
    "room": _l("Room"),
    "kind": _l("Kind of thread"),
    "activity": _l("Roadmap activity"),
    "language": _l("Written in"),
    "from": _l("From date"),
    "to": _l("To date"),
    "has": _l("With an accepted answer"),
}
bp = Blueprint("search", __name__)
MOST_OF_A_FILTER = 3
LONGEST_QUESTION = 500
LONGEST_VALUE = 100


@bp.get("/search")
@limiter.limit("30/minute", key_func=person_limit_key)
def show() -> str:
    """What I may read of all that has words, or one group of it alone."""
    search = _search_request()
    only = request.args.get("in", "")
    if only in GROUP_NAMES:
        return _group_page(search, only)
    return _all_page(search)


def _group_page(search: SearchRequest, name: str) -> str:
    values = {"hits": _groups(search, name).get(name, []), "longest": group_queries.LONGEST}
    return page("search/group.html", name=GROUP_NAMES[name], search=search, back=address(search), **values)


def _all_page(search: SearchRequest) -> str:
    db = read_session()
    viewer = me(db)
    groups = _groups(search)
    result = search_queries.search(db, viewer, search)
    lost = not (result.hits or result.empty or search.after)
    close = search_queries.suggestions(db, viewer, search, result) if lost else []
    further = SearchRequest(search.text, search.filters, search.order, result.older)
    return page(
        "search/show.html",
        search=search,
        result=result,
        groups=[(GROUP_NAMES[name], hits, address(search, name)) for name, hits in groups.items()],
        shown=group_queries.SHOWN,
        close=[(what, address(other), total) for what, other, total in close],
        begun=address(SearchRequest(search.text, search.filters, search.order)) if search.after else "",
        further=address(further) if result.older else "",
        orders={
            order: address(SearchRequest(search.text, search.filters, order))
            for order in (search_queries.NEWEST, search_queries.BEST)
        },
        without=[(name, FILTERS[name], value, _without(search, result, name, value)) for name, value in result.filters],
        names=FILTERS,
        given={**dict.fromkeys(FILTERS, ""), **dict(reversed(search.filters))},
        choices=_choices(),
        kinds=KIND_NAMES,
    )


def _groups(search: SearchRequest, only: str = "") -> dict[str, list[Hit]]:
    """What is found besides messages: on the first page, and where no filter says that messages are meant."""
    query = parse(search.text, OPERATORS, me(read_session()).language)
    if search.after or search.filters or query.operators:
        return {}
    return group_queries.groups(read_session(), me(read_session()), query, only)


def _search_request() -> SearchRequest:
    given = ((name, one_line(value)[:LONGEST_VALUE]) for name in FILTERS for value in _values(name))
    order = search_queries.BEST if request.args.get("order") == search_queries.BEST else search_queries.NEWEST
    text = one_line(request.args.get("q", "")[:LONGEST_QUESTION])
    return SearchRequest(
        text,
        tuple((name, value) for name, value in given if value),
        order,
        request.args.get("after", type=whole_number),
    )


def _values(name: str) -> list[str]:
    return request.args.getlist(name)[:MOST_OF_A_FILTER]


def _without(search: SearchRequest, result: search_queries.SearchResult, name: str, value: str) -> str:
    """The same question without one of its filters, however that one was given."""
    return address(
        SearchRequest(result.words, tuple(pair for pair in result.filters if pair != (name, value)), search.order)
    )


def address(search: SearchRequest, group: str | None = None) -> str:
    """Where the answer to a question stands; of one group alone where one is named."""
    values: dict[str, Any] = {"q": search.text or None, "after": search.after, "in": group}
    for name, value in search.filters:
        values.setdefault(name, []).append(value)
    return url_for("search.show", order=None if search.order == search_queries.NEWEST else search.order, **values)


def _choices() -> dict[str, Any]:
    db = read_session()
    return {
        "rooms": search_queries.room_choices(db, me(db)),
        "countries": country_search.choices(db),
        "activities": lists.activities(db),
        "languages": country_queries.language_codes(db),
    }
