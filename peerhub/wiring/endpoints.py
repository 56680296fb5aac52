"""Which pages, sockets and commands exist, and what every page shows around its content."""

from collections.abc import Callable
from typing import Any

import click
from flask import Blueprint

from peerhub.accounts import commands as accounts_commands
from peerhub.accounts import views as accounts_views
from peerhub.accounts.routes import blueprint as accounts_blueprint
from peerhub.base.settings import Settings
from peerhub.commitments import routes as commitments
from peerhub.dashboards import routes as dashboards
from peerhub.dashboards.views.navigation import navigation
from peerhub.demo import commands as demo_commands
from peerhub.demo import routes as demo
from peerhub.exchanges import routes as exchanges
from peerhub.incoming import routes as incoming
from peerhub.matching.routes import blueprint as matching_blueprint
from peerhub.notices import routes as notices
from peerhub.notices import views as notices_views
from peerhub.people.routes import blueprint as people_blueprint
from peerhub.reference import routes as reference
from peerhub.rooms import commands as rooms_commands
from peerhub.rooms import sockets as rooms_sockets
from peerhub.rooms.routes import blueprint as rooms_blueprint
from peerhub.search import commands as search_commands
from peerhub.search import routes as search
from peerhub.search import views as search_views
from peerhub.sessions import commands as sessions_commands
from peerhub.sessions.routes import blueprint as sessions_blueprint
from peerhub.surveys import commands as surveys_commands
from peerhub.surveys.routes import blueprint as surveys_blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (
    dashboards.bp,
    reference.bp,
    people_blueprint.bp,
    accounts_blueprint.bp,
    notices.bp,
    incoming.bp,
    rooms_blueprint.bp,
    commitments.bp,
    surveys_blueprint.bp,
    sessions_blueprint.bp,
    matching_blueprint.bp,
    exchanges.bp,
    search.bp,
)

SOCKETS: tuple[Callable[[], None], ...] = (rooms_sockets.register,)

COMMANDS: tuple[click.Group, ...] = (
    demo_commands.demo,
    accounts_commands.user,
    rooms_commands.rooms,
    search_commands.search,
    sessions_commands.sessions,
    surveys_commands.surveys,
)

CONTEXT: tuple[Callable[[], dict[str, Any]], ...] = (
    navigation,
    accounts_views.frame_links,
    notices_views.frame_links,
    search_views.frame_links,
)


def blueprints(settings: Settings) -> tuple[Blueprint, ...]:
    """The pages of this installation; those of the demonstration are never served in production."""
    return (*BLUEPRINTS, demo.bp) if settings.is_demo else BLUEPRINTS
