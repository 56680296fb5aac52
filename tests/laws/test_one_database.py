"""What runs on SQLite alone looks at nothing in which databases differ.

The mark `one_database` is for what is decided before the database is asked or after it has answered: drawing, sizes, limits in
memory, the site's own reading of what is sent, laws about code. Actions, queries, jobs, locks and races run on both.
"""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
MARK = "mark.one_database"
ON_BOTH = re.compile(
    r"test_(\w+_)?(access|actions|pruning|engine|jobs|locks|queries|races?|schema|search|seed|sums|totals)\.py"
)


def marked(files: dict[Path, str]) -> list[str]:
    """The files about what databases do differently in which a test is kept from one of them."""
    return [path.as_posix() for path, text in files.items() if ON_BOTH.fullmatch(path.name) and MARK in text]


def test_what_databases_do_differently_runs_on_both() -> None:
    files = {path.relative_to(TESTS): path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")}
    assert sum(bool(ON_BOTH.fullmatch(path.name)) for path in files) > 15
    assert marked(files) == []


def test_a_file_that_must_run_on_both_is_found() -> None:
    text = f"@pytest.{MARK}\ndef test_it() -> None: ..."
    names = ("rooms/test_actions.py", "people/test_seat_race.py", "rooms/test_message_emails.py")
    assert marked({Path(name): text for name in names}) == ["rooms/test_actions.py", "people/test_seat_race.py"]
