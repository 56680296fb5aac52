"""Fresh databases, quickly: copies of one that is filled once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from tests.support.postgres import Postgres, postgres


class Databases(Protocol):
    """Gives copies of the template."""

    template_url: str

    def fresh(self) -> str:
        """The address of a new copy."""
        ...

    def drop(self, url: str) -> None:
        """Throw a copy away."""
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
        copy = self.folder / f"copy{next(self.numbers)}.sqlite"
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

    def fresh(self) -> str:
        """A copied database."""
        return self.server.create(f"copy{next(self.numbers)}", template="template_site")

    def drop(self, url: str) -> None:
        """Drop it, whoever is still connected."""
        self.server.drop(urlsplit(url).path.strip("/"))


@contextmanager
def databases_for(kind: str, folder: Path, fill: Callable[[str], None]) -> Iterator[Databases]:
    """Fresh databases of a kind: sqlite or postgres."""
    if kind == "sqlite":
        yield SqliteDatabases(folder, fill)
        return
    with postgres() as server:
        yield PostgresDatabases(server, fill)
