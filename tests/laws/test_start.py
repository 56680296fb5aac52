"""What is imported when the site starts: nothing that only other commands, workers or clients use, and none of it is looked at again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from peerhub.base import migrations
from peerhub.base.database.engine import Database

ROOT = Path(__file__).parents[2]
LATER = {
    "alembic": "only updates of the schema use it",
    "holidays": "only some pages use it",
    "mako": "Alembic's",
    "numpy": "a worker's",
    "py3langid": "a worker's",
    "requests": "a client's",
    "websocket": "a client's",
    "pytest": "the tests'",
    "redis": "a queue's",
    "valkey": "a queue's",
}
LOOK = """
import gc, json, sys
from peerhub.__main__ import importing
with importing():
    import peerhub.cli
    off = gc.isenabled()
print(json.dumps([sorted(sys.modules), off, gc.isenabled(), gc.get_freeze_count()]))
"""


def looked(**environment: str) -> tuple[set[str], bool, bool, int]:
    """The modules that are there when the command has been imported; whether the search for garbage was on meanwhile, and is on
    again; and what it leaves aside."""
    environment = {name: value for name, value in os.environ.items() if "QUEUE" not in name} | environment
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    modules, was_on, is_on, aside = json.loads(done.stdout)
    return set(modules), was_on, is_on, aside


def test_the_site_starts_without_what_it_may_never_need() -> None:
    modules, was_on, is_on, aside = looked()
    assert "flask_socketio" in modules
    assert sorted(LATER.keys() & modules) == []
    assert (was_on, is_on) == (False, True)
    assert aside > 100_000


def test_with_a_queue_its_library_is_there() -> None:
    pytest.importorskip("valkey")
    assert "valkey" in looked(PEERHUB_QUEUE_URL="valkey://localhost:6379/0")[0]


def test_the_newest_migration_is_the_one_that_alembic_finds(database: Database) -> None:
    config = migrations._config(database.engine)
    assert migrations.newest() == ScriptDirectory.from_config(config).get_current_head()
    migrations.must_be_current(database.engine)
