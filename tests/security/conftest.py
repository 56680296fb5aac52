"""The place that is attacked: something of every kind, most of it of Jamaica and Chile, none of it of the outsider."""

from collections.abc import Iterator

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from tests.cast import Cast
from tests.security.world import World, build


@pytest.fixture
def world(app: Flask, database: Database, cast: Cast) -> World:
    """Something of every kind, committed."""
    with app.app_context(), database.transaction() as db:
        return build(db, cast)


@pytest.fixture
def without_csrf(app: Flask) -> Iterator[None]:
    """Endpoints that take forms without their token, for walks that look at what lies behind it."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True
