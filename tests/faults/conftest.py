"""A room on a database of its own, for sites that are killed, cut off and started again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.base.settings import load
from tests.cast import Cast
from tests.faults.served import Served, serving, settings_for
from tests.rooms.conftest import Place, build
from tests.support.databases import Databases


@dataclass(frozen=True)
class Ground:
    """What stays when sites come and go."""

    settings: dict[str, str]
    database: Database
    cast: Cast
    place: Place


@contextmanager
def ground_on(site: Flask, url: str, var: Path) -> Iterator[Ground]:
    """The database at `url`, which holds the cast, with the rooms of the tests."""
    settings = settings_for(site, url, var)
    database = Database(load(settings), {})
    with database.session() as db:
        cast = Cast.find(db)
    yield Ground(settings, database, cast, new_rooms(site, database, cast))
    database.close()


def new_rooms(site: Flask, database: Database, cast: Cast) -> Place:
    """Rooms in which nothing has happened yet."""
    with site.app_context(), database.transaction() as db:
        return build(db, cast)


@pytest.fixture(scope="module")
def common(site: Flask, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One database for the tests of a file."""
    url = databases.fresh()
    with ground_on(site, url, tmp_path_factory.mktemp("faults")) as made:
        yield made
    databases.drop(url)


@pytest.fixture
def ground(site: Flask, common: Ground) -> Ground:
    """That database with rooms of this test alone."""
    return replace(common, place=new_rooms(site, common.database, common.cast))


@pytest.fixture(scope="module")
def served(common: Ground) -> Iterator[Served]:
    """A site on it, for the tests of a file that leave it alive."""
    with serving(common.settings) as running:
        yield running
