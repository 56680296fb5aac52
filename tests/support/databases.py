"""Fresh databases, quickly: copies of one that is filled once, and one that is put back to its first state for each test.

The engine of a site that goes from test to test on one address keeps the statements it has compiled, which are a third of
a test's work.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy import QueuePool

from peerhub.base import clock, migrations
from peerhub.base.database.engine import Database, open_engine
from peerhub.base.settings_loading import load
from peerhub.wiring.jobs import SEEDS
from tests.cast import NOW, seat_the_cast
from tests.support.postgres import Postgres, postgres
from tests.support.restorable import Restorable


class Databases(Protocol):
    """Gives copies of the template."""

    template_url: str

    def fresh(self) -> str:
        """The address of a new copy."""
        ...

    def drop(self, url: str) -> None:
        """Throw a copy away."""
        ...

    def restored(self) -> str:
        """The address of the one database that tests use in turn, as it was at first. Let go of it before."""
        ...

    def let_go(self, database: Database) -> None:
        """Make ready for `restored` what a site has of that database."""
        ...


class SqliteDatabases:
    """Copies of a file."""

    def __init__(self, folder: Path, fill: Callable[[str], None]) -> None:
        self.folder, self.numbers = folder, count()
        self.template = folder / "template.sqlite"
        self.template_url = f"sqlite:///{self.template}"
        fill(self.template_url)

    def fresh(self) -> str:
        """A copied file."""
        return self._copy(f"copy{next(self.numbers)}")

    def restored(self) -> str:
        """The same file copied anew."""
        self.drop(str(self.folder / "restored.sqlite"))
        return self._copy("restored")

    def let_go(self, database: Database) -> None:
        """Close it: its file will be another."""
        database.close()

    def _copy(self, name: str) -> str:
        copy = self.folder / f"{name}.sqlite"
        shutil.copyfile(self.template, copy)
        return f"sqlite:///{copy}"

    def drop(self, url: str) -> None:
        """Remove the file and what SQLite keeps beside it."""
        for path in self.folder.glob(Path(url).name + "*"):
            path.unlink()


class PostgresDatabases:
    """Copies made by PostgreSQL from a template database."""

    def __init__(self, server: Postgres, fill: Callable[[str], None]) -> None:
        self.server, self.numbers = server, count()
        self.template_url = server.create("template_site")
        fill(self.template_url)
        self._restored: Restorable | None = None

    def fresh(self) -> str:
        """A copied database."""
        return self.server.create(f"copy{next(self.numbers)}", template="template_site")

    def drop(self, url: str) -> None:
        """Drop it, whoever is still connected."""
        self.server.drop(urlsplit(url).path.strip("/"))

    def restored(self) -> str:
        """The same database with its rows put back, which takes a tenth of the time of a copy."""
        if self._restored is None:
            url = self.server.create("restored", template="template_site")
            self._restored = Restorable(self.server, "restored", url)
        else:
            self._restored.restore()
        return self._restored.url

    def let_go(self, database: Database) -> None:
        """Keep the connections where each was given back: a new one costs more than putting rows back."""
        if isinstance(database.engine.pool, QueuePool) and not database.engine.pool.checkedout():
            database.unlogged.close()
        else:
            database.close()

    def close(self) -> None:
        """Let go of the connection that puts rows back."""
        if self._restored:
            self._restored.close()


@contextmanager
def databases_for(kind: str, folder: Path, fill: Callable[[str], None]) -> Iterator[Databases]:
    """Fresh databases of a kind: sqlite or postgres."""
    if kind == "sqlite":
        yield SqliteDatabases(folder, fill)
        return
    with postgres() as server:
        made = PostgresDatabases(server, fill)
        yield made
        made.close()


def fill(url: str) -> None:
    """Put schema, programme data and cast into an empty database."""
    engine = open_engine(url, fast=True)
    migrations.upgrade(engine)
    engine.dispose()
    database = Database(load({"PEERHUB_ENV": "test", "PEERHUB_DATABASE_URL": url, "PEERHUB_SECRET_KEY": "x" * 40}), {})
    with clock.fixed_at(NOW), database.transaction() as db:
        for seed in SEEDS:
            seed(db)
        seat_the_cast(db)
    database.close()
