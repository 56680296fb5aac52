"""Zones come from the locked tzdata package, whatever the machine's own files say."""

import os
import shutil
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from peerhub.base.database.engine import Db
from peerhub.sessions.rules import wall_time
from tests.cast import Cast
from tests.sessions.arrange import scheduled

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = files("tzdata") / "zoneinfo"
NAMES = (files("tzdata") / "zones").read_text(encoding="utf-8").split()
MOMENTS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=9, hours=7) * step for step in range(195)]  # to 2030
ASK = "from zoneinfo import ZoneInfo; from datetime import datetime; "
TELL = "print(datetime(2026, 12, 16, 9, tzinfo=ZoneInfo('Africa/Casablanca')).utcoffset())"


@pytest.fixture
def old_machine(tmp_path: Path) -> Path:
    """A machine whose files say that Casablanca's clocks are Tokyo's."""
    place = tmp_path / "Africa" / "Casablanca"
    place.parent.mkdir(parents=True)
    with PACKAGE.joinpath("Asia/Tokyo").open("rb") as source, place.open("wb") as target:
        shutil.copyfileobj(source, target)
    return tmp_path


def told(code: str, machine: Path) -> str:
    """What a program on that machine prints."""
    environment = {**os.environ, "PYTHONTZPATH": str(machine)}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_time_zone_data(old_machine: Path) -> None:
    assert told(ASK + TELL, old_machine) == "9:00:00"  # without PeerHub: the machine's
    with PACKAGE.joinpath("Africa/Casablanca").open("rb") as source:
        package = ZoneInfo.from_file(source)
    right = datetime(2026, 12, 16, 9, tzinfo=package).utcoffset()
    assert told("import peerhub; " + ASK + TELL, old_machine) == str(right)


def test_time_zone_data_is_what_the_package_says() -> None:
    assert zoneinfo.TZPATH == ()
    for name in NAMES:
        with PACKAGE.joinpath(name).open("rb") as source:
            package = ZoneInfo.from_file(source)
        used = wall_time.clocks(name)
        assert [each.astimezone(used).utcoffset() for each in MOMENTS] == [
            each.astimezone(package).utcoffset() for each in MOMENTS
        ], name


def test_time_zone_data_is_recorded_by_its_version(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast, title="Data for policy")
    assert session.tzdata == version("tzdata")
