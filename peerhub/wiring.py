"""Which doors, jobs, commands and reactions exist: one screen."""

from collections.abc import Callable
from typing import Any

import click
from flask import Blueprint, Flask

from peerhub.base.database import Db
from peerhub.base.facts import Reactions
from peerhub.base.scheduler import Jobs
from peerhub.base.settings import Settings
from peerhub.commitments import routes as commitments
from peerhub.dashboards import routes as dashboards
from peerhub.dashboards.views import navigation
from peerhub.demo import routes as demo
from peerhub.exchanges import routes as exchanges
from peerhub.matching import routes as matching
from peerhub.notices import jobs as notices_jobs
from peerhub.notices import routes as notices
from peerhub.people import routes as people
from peerhub.reference import routes as reference
from peerhub.reference.seed import load_reference
from peerhub.rooms import routes as rooms
from peerhub.sessions import routes as sessions
from peerhub.surveys import routes as surveys

BLUEPRINTS: tuple[Blueprint, ...] = (
    dashboards.bp,
    reference.bp,
    people.bp,
    notices.bp,
    rooms.bp,
    commitments.bp,
    surveys.bp,
    sessions.bp,
    matching.bp,
    exchanges.bp,
)

SOCKETS: tuple[Callable[[Flask], None], ...] = ()

REACTIONS: Reactions = {}

JOBS: Jobs = {
    "mail": notices_jobs.deliver,
}

COMMANDS: tuple[click.Group, ...] = ()

SEEDS: tuple[Callable[[Db], int], ...] = (load_reference,)

CONTEXT: tuple[Callable[[], dict[str, Any]], ...] = (navigation,)


def blueprints(settings: Settings) -> tuple[Blueprint, ...]:
    """The doors of this installation; those of the demonstration never open in production."""
    return (*BLUEPRINTS, demo.bp) if settings.is_demo else BLUEPRINTS
