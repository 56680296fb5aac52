"""Every verb and read that an endpoint calls says on which database and for whom: `db` first, then `actor` or `viewer`.

What reactions, jobs and other verbs share is free: the verb that an endpoint calls has asked. An exception stands here with its
reason. When the list grows long, the names are wrong.
"""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import peerhub

ENDPOINTS = {"routes", "sockets"}
ASKERS = {"actor", "viewer"}
TOKEN = "Not signed in: the signed token is the right."

# Whole modules, by the name they begin with.
MODULES = {
    "peerhub.reference.": "The programme's lists are the same for everybody; who may change them is asked in people.",
}
LISTS = "One of the programme's lists, the same for everybody."
FETCHED = "Of something that the endpoint has fetched through `access`."
FUNCTIONS = {
    "peerhub.commitments.actions.commitments.answer_from_mail": TOKEN,
    "peerhub.commitments.queries.commitments.done_rate": "One figure over all commitments; None before five were answered.",
    "peerhub.commitments.queries.commitments.obstacle": LISTS,
    "peerhub.commitments.queries.commitments.obstacles": LISTS,
    "peerhub.dashboards.queries.counters.is_alive": "Asked by machines: does the database answer.",
    "peerhub.incoming.actions.store.store": "What anybody may send; the demonstration writes it for whoever tries it.",
    "peerhub.matching.queries.statements.area_names": LISTS,
    "peerhub.matching.queries.statements.outcome": FETCHED,
    "peerhub.matching.queries.suggestions.places_left": FETCHED,
    "peerhub.accounts.actions.invitations.accept": TOKEN,
    "peerhub.accounts.actions.sign_in_links.send": "Not signed in, and nothing is told about the address.",
    "peerhub.accounts.actions.sign_in_links.use": TOKEN,
    "peerhub.accounts.actions.kept_addresses.keep": TOKEN,
    "peerhub.accounts.queries.invitations.by_token": TOKEN,
    "peerhub.accounts.queries.kept_addresses.change_of_token": TOKEN,
    "peerhub.accounts.queries.kept_addresses.person_of_token": TOKEN,
    "peerhub.accounts.queries.kept_addresses.state_of": TOKEN,
    "peerhub.accounts.queries.sign_in_links.path_of": TOKEN,
    "peerhub.accounts.queries.sign_in_links.usable": TOKEN,
    "peerhub.notices.actions.choices.resume_from_email": TOKEN,
    "peerhub.notices.actions.choices.stop_from_email": TOKEN,
    "peerhub.rooms.actions.mailed.discard": TOKEN,
    "peerhub.rooms.actions.mailed.post": TOKEN,
    "peerhub.rooms.actions.mailed.to_post": TOKEN,
    "peerhub.rooms.queries.events.last_seqs": FETCHED,
    "peerhub.rooms.queries.events.to_push": "What happened, for those who were let into the room's channel.",
    "peerhub.rooms.queries.presence.present": FETCHED,
    "peerhub.rooms.queries.mentions.mentions_in": FETCHED,
    "peerhub.sessions.actions.attendance.join_from_mail": TOKEN,
    "peerhub.sessions.actions.rsvp.respond_from_mail": TOKEN,
    "peerhub.sessions.queries.choices.plan_of": FETCHED,
    "peerhub.sessions.queries.choices.team_of": "All members see all teams.",
    "peerhub.sessions.queries.feeds.body_of": FETCHED,
    "peerhub.sessions.queries.feeds.feed_at": TOKEN,
    "peerhub.sessions.queries.session_page.invitation_page": TOKEN,
    "peerhub.sessions.queries.session_page.person_invited": TOKEN,
    "peerhub.surveys.queries.questionnaires.by_token": TOKEN,
    "peerhub.surveys.queries.questionnaires.respondent": TOKEN,
}


def called() -> dict[str, Callable[..., Any]]:
    """Every function of `actions` and `queries` that an endpoint names, by its full name."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(peerhub.__path__, "peerhub."):
        parts = module.name.split(".")
        if len(parts) > 2 and parts[2] in ENDPOINTS:
            for function in named_in(importlib.import_module(module.name)):
                home = function.__module__.split(".")
                if len(home) > 2 and home[2] in {"actions", "queries"}:
                    found[f"{function.__module__}.{function.__qualname__}"] = function
    return found


def named_in(module: ModuleType) -> Iterator[Callable[..., Any]]:
    """Every function that a module of endpoints names: imported, or as an attribute of an imported module."""
    assert module.__file__
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        thing = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            holder = vars(module).get(node.value.id)
            thing = vars(holder).get(node.attr) if isinstance(holder, ModuleType) else None
        elif isinstance(node, ast.Name):
            thing = vars(module).get(node.id)
        if inspect.isfunction(thing):
            yield thing


def keeps_the_habit(function: Callable[..., Any]) -> bool:
    """Whether the first parameters are `db` and then whoever asks, and the function looks at who that is; what takes no database
    is a plain question."""
    names = list(inspect.signature(function).parameters)
    if "db" not in names:
        return True
    return names[0] == "db" and names[1:2] != [] and names[1] in ASKERS and names[1] in read_in(function)


def read_in(function: Callable[..., Any]) -> set[str]:
    """The names that a function reads."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(tree, ast.FunctionDef)
    every = (node for statement in tree.body for node in ast.walk(statement))
    return {node.id for node in every if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def strays() -> set[str]:
    """What endpoints call without saying for whom."""
    return {name for name, function in called().items() if not keeps_the_habit(function)}


def test_every_verb_of_a_endpoint_says_on_which_database_and_for_whom() -> None:
    assert len(called()) > 20
    assert {name for name in strays() - set(FUNCTIONS) if not name.startswith(tuple(MODULES))} == set()


def test_no_exception_is_left_over() -> None:
    assert set(FUNCTIONS) - strays() == set()
    assert [start for start in MODULES if not any(name.startswith(start) for name in strays())] == []


def test_the_law_tells_verbs_apart() -> None:
    def good(db: object, actor: object, more: object) -> object:
        return db, actor, more

    def late(db: object, more: object, actor: object) -> object:
        return db, actor, more

    def blind(db: object, viewer: object) -> object:
        return db

    def nobody(db: object) -> None: ...

    def plain(more: object) -> None: ...

    tried = (good, plain, late, blind, nobody)
    assert [keeps_the_habit(function) for function in tried] == [True, True, False, False, False]
