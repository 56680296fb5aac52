"""`kill -9` while forty people answer: each answer once, none lost after the thanks, nothing that could be joined left over."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from peerhub.base.database.engine import Database


def hold(database: Database, tmp_path: Path, kills: int) -> list[dict[str, Any]]:
    """Surveys whose processes were killed so often, as the next process finds them."""
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.surveys.killed", url, str(tmp_path), str(kills)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("kills", [20, pytest.param(200, marks=pytest.mark.fault)])
def test_each_answer_is_there_once_and_none_is_lost(database: Database, tmp_path: Path, kills: int) -> None:
    held = hold(database, tmp_path, kills)
    assert sum(each["killed"] for each in held) == kills
    for each in held:
        assert len(set(each["one"])) == len(each["one"]), "no answer twice"
        assert sorted(each["one"]) == sorted(each["two"]), "each whole or not at all"
        assert set(each["thanked"]) <= set(each["one"]), "none lost after the thanks"
        assert len(each["thanked"]) == len(set(each["thanked"])), "nobody thanked twice"
        assert each["files"] == ["CACHEDIR.TAG", "store.sqlite"], "no journal is left"
        assert each["late"] == each["missing"], "who was cut off answers again, nobody else"
        assert each["number"] == 40
    cut_off = sum(len(set(each["one"]) - set(each["thanked"])) for each in held)
    assert cut_off < kills, "a kill cuts off at most one thanks"
    # Nor does the order of the places tell the order of the thanks.
    right = sum(
        one == other
        for each in held
        for one, other in zip(
            [person for person in each["one"] if person in each["thanked"]], each["thanked"], strict=False
        )
    )
    assert right < len(held) + 6 * len(held) ** 0.5
