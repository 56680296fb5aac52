"""What is imported when the site starts: nothing that only other commands, workers or clients use, and none of it is looked at again."""

import gc
import json
import subprocess
import sys
from pathlib import Path

from alembic.script import ScriptDirectory

from peerhub.base import migrations
from peerhub.base.database.engine import Database

ROOT = Path(__file__).parents[2]
LATER = {
    "alembic": "only updates of the schema use it",
    "mako": "Alembic's",
    "numpy": "a worker's",
    "py3langid": "a worker's",
    "requests": "a client's",
    "websocket": "a client's",
    "pytest": "the tests'",
}
LOOK = """
import gc, json, sys
from peerhub.__main__ import importing
with importing():
    import peerhub.cli
    off = gc.isenabled()
print(json.dumps([sorted(sys.modules), off, gc.isenabled(), gc.get_freeze_count()]))
"""


def test_the_site_starts_without_what_it_may_never_need() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True)
    modules, off, on_again, frozen = json.loads(done.stdout)
    assert "flask_socketio" in modules
    assert sorted(LATER.keys() & set(modules)) == []
    assert (off, on_again) == (False, True)
    assert frozen > 100_000
    assert gc.isenabled()


def test_the_newest_migration_is_the_one_that_alembic_finds(database: Database) -> None:
    config = migrations._config(database.engine)
    assert migrations.newest() == ScriptDirectory.from_config(config).get_current_head()
    migrations.must_be_current(database.engine)
