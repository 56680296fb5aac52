"""A site on disk that tests break."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.base.settings_loading import load
from tests.cast import Cast
from tests.faults.served import settings_for
from tests.rooms.arrange import Place, build


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
