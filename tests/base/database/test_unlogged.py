"""The file without a history: durable, one transaction at a time, and nothing left of what was overwritten or deleted."""

import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from peerhub.base.database import unlogged as module
from peerhub.base.database.engine import Database
from peerhub.base.database.sqlite import WriteTimeout
from peerhub.base.database.unlogged import Unavailable, Unlogged

TRACE = "what nobody may find again " * 40


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Unlogged]:
    made = Unlogged(tmp_path / "kept.unlogged", tmp_path / "memory")
    with made.transaction() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT)"))
    yield made
    made.close()


def write(file: Unlogged, words: str) -> None:
    with file.transaction() as connection:
        connection.execute(text("INSERT INTO notes (words) VALUES (:words)"), {"words": words})


def found(file: Unlogged) -> list[str]:
    """The names of the files in the folder that hold the trace."""
    return sorted(path.name for path in file.path.parent.iterdir() if TRACE.encode() in path.read_bytes())


def test_nothing_is_left_of_what_was_deleted(file: Unlogged) -> None:
    write(file, TRACE)
    assert found(file) == ["store.sqlite"]
    with file.transaction() as connection:
        connection.execute(text("DELETE FROM notes"))
    assert found(file) == []
    assert sorted(path.name for path in file.path.parent.iterdir()) == ["CACHEDIR.TAG", "store.sqlite"]


def test_an_ordinary_file_would_keep_it(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ordinary.sqlite", isolation_level=None) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA secure_delete = OFF")
        raw.execute("CREATE TABLE notes (words TEXT)")
        raw.execute("INSERT INTO notes VALUES (?)", [TRACE])
        raw.execute("DELETE FROM notes")
        left = [path.name for path in tmp_path.iterdir() if TRACE.encode() in path.read_bytes()]
    assert left == ["ordinary.sqlite-wal"]


def test_an_undone_transaction_leaves_nothing(file: Unlogged) -> None:
    def cut_off() -> None:
        with file.transaction() as connection:
            connection.execute(text("INSERT INTO notes (words) VALUES (:words)"), {"words": TRACE})
            raise RuntimeError("cut off")

    with pytest.raises(RuntimeError, match="cut off"):
        cut_off()
    assert found(file) == []


def test_commits_are_durable_and_the_owner_alone_reads(file: Unlogged) -> None:
    with file.transaction() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
            "journal_mode", "synchronous", "secure_delete", "temp_store"
        )}  # fmt: skip
    assert asked == {"journal_mode": "delete", "synchronous": 3, "secure_delete": 1, "temp_store": 2}
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


def test_backup_programs_leave_the_folder_out(file: Unlogged) -> None:
    archive = file.path.parent.parent / "backup.tar"
    subprocess.run(
        ["tar", "--exclude-caches", "-cf", str(archive), "-C", str(archive.parent), file.path.parent.name], check=True
    )
    listed = subprocess.run(["tar", "-tf", str(archive)], check=True, capture_output=True, text=True).stdout
    assert "CACHEDIR.TAG" in listed
    assert "store.sqlite" not in listed


def test_many_threads_wait_for_each_other(file: Unlogged) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: write(file, str(number)), range(64)))
    with file.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM notes")).scalar() == 64


def test_processes_wait_for_each_other(file: Unlogged) -> None:
    """Another process writes for a while; none of its rows and none of ours is lost."""
    other = (
        "import sys; from pathlib import Path; from sqlalchemy import text; from peerhub.base.database.unlogged import Unlogged\n"
        "file = Unlogged(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "for number in range(50):\n"
        "    with file.transaction() as connection:\n"
        "        connection.execute(text('INSERT INTO notes (words) VALUES (1)'))\n"
    )
    running = subprocess.Popen([sys.executable, "-c", other, str(file.path.parent), str(file.memory.parent)])
    for number in range(50):
        write(file, str(number))
    assert running.wait(60) == 0
    with file.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM notes")).scalar() == 100


def test_a_process_that_starts_waits_for_one_that_writes(file: Unlogged) -> None:
    write(file, "before")
    holding = sqlite3.connect(file.memory, isolation_level=None, check_same_thread=False)
    holding.execute("BEGIN EXCLUSIVE")
    threading.Timer(1, holding.execute, ["ROLLBACK"]).start()
    started = Unlogged(file.path.parent, file.memory.parent)
    with started.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM notes")).scalar() == 1
    started.close()
    holding.close()


def test_a_file_that_another_program_holds_is_waited_for_only_so_long(file: Unlogged) -> None:
    write(file, "before")
    holding = sqlite3.connect(file.path, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"), file.transaction(WriteTimeout(0.1)):
        pass
    holding.execute("ROLLBACK")
    holding.close()
    write(file, "after")


def test_a_broken_file_is_told_in_a_few_words(tmp_path: Path) -> None:
    made = Unlogged(tmp_path / "kept.unlogged", tmp_path / "memory")
    assert made.trouble() == ""
    made.close()
    made.path.write_bytes(b"not a database" * 500)
    assert made.trouble() == "store.sqlite: file is not a database"


def test_each_database_has_its_own(database: Database) -> None:
    assert database.unlogged.path.parent.name.endswith(".unlogged")
    with database.session() as db:
        assert module.unlogged_of(db) is database.unlogged


def test_a_folder_that_somebody_else_has_made_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "memory").symlink_to(tmp_path / "theirs")
    made = Unlogged(tmp_path / "kept.unlogged", tmp_path / "memory")
    with pytest.raises(Unavailable, match="belongs to someone else"), made.transaction():
        pass
    assert list((tmp_path / "theirs").iterdir()) == []


def test_both_folders_are_for_nobody_else(tmp_path: Path) -> None:
    folders = tmp_path / "kept.unlogged", tmp_path / "memory"
    for folder in folders:
        folder.mkdir(mode=0o755)
    made = Unlogged(*folders)
    with made.transaction():
        pass
    made.close()
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700, 0o700]
    assert [stat.S_IMODE(file.stat().st_mode) for file in (made.path, made.memory)] == [0o600, 0o600]


def test_the_tables_of_an_earlier_version_are_removed(tmp_path: Path) -> None:
    (tmp_path / "kept.unlogged").mkdir()
    with sqlite3.connect(tmp_path / "kept.unlogged" / "store.sqlite") as older:
        older.execute("CREATE TABLE receipts (words TEXT)")
        older.execute("INSERT INTO receipts VALUES (?)", [TRACE])
        older.execute("PRAGMA user_version = 1")
    older.close()
    made = Unlogged(tmp_path / "kept.unlogged", tmp_path / "memory")
    with made.transaction() as connection:
        assert "receipts" not in inspect(connection).get_table_names()
    assert found(made) == []
    made.close()


def test_what_killed_processes_left_is_removed(tmp_path: Path) -> None:
    made = Unlogged(tmp_path / "kept.unlogged", tmp_path / "memory")
    with made.transaction():
        pass
    made.close()
    left = made.path.parent / "store.sqlite-mj01234567"
    left.touch()
    with made.transaction():
        pass
    made.close()
    assert not left.exists()


def test_a_folder_in_memory_that_was_removed_is_made_anew(tmp_path: Path) -> None:
    made = Unlogged(tmp_path / "kept.unlogged", tmp_path / "memory")
    assert made.trouble() == ""
    shutil.rmtree(made.memory.parent)
    assert "store.sqlite" in made.trouble(), "it is told once"
    assert made.trouble() == ""
    assert made.memory.exists()
    made.close()


def test_a_new_connection_waits_for_another_process(file: Unlogged) -> None:
    write(file, "before")
    file.close()
    holding = sqlite3.connect(file.path, isolation_level=None, check_same_thread=False)
    holding.execute("BEGIN EXCLUSIVE")
    letting_go = threading.Timer(0.05, holding.execute, ["ROLLBACK"])
    letting_go.start()
    with file.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM notes")).scalar() == 1
    letting_go.join()
    holding.close()
