"""What `pip install .` puts on a machine works away from the checkout."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = folder.glob("peerhub_platform-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.slow
def test_the_site_is_inside(installed: Path) -> None:
    site = installed / "peerhub" / "_site"
    dist = site / "static/dist"
    built = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    assert all((dist / f"{built['app.css']}{kind}").is_file() for kind in ("", ".br", ".gz"))
    assert (site / "migrations/env.py").is_file()
    assert (site / "templates/layout").is_dir()


@pytest.mark.slow
def test_catalogues_are_compiled_of_what_is_inside(installed: Path) -> None:
    sources = list(installed.glob("peerhub/translations/*/LC_MESSAGES/messages.po"))
    assert len(sources) == len(list((ROOT / "peerhub/translations").glob("*/LC_MESSAGES")))
    for source in sources:
        version = hashlib.sha256(source.read_bytes()).hexdigest()
        assert version.encode() in source.with_suffix(".mo").read_bytes()


@pytest.mark.slow
def test_nothing_else_is_inside(installed: Path) -> None:
    assert sorted(path.name.split("-")[0] for path in installed.iterdir()) == ["peerhub", "peerhub_platform"]


@pytest.mark.slow
def test_foreign_name(installed: Path) -> None:
    """`peerhub` in the Python registry is another project: an upgrade by that name must never find this one. Package and
    command keep it."""
    (told,) = installed.glob("*.dist-info/METADATA")
    assert "\nName: peerhub-platform\n" in told.read_text(encoding="utf-8")
    entries = (told.parent / "entry_points.txt").read_text(encoding="utf-8")
    assert "peerhub = peerhub.__main__:main" in entries


@pytest.mark.slow
def test_it_makes_its_database_from_its_own_migrations(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "peerhub", "db", "upgrade"]
    environment = {"PYTHONPATH": str(installed), "PEERHUB_VAR": str(tmp_path / "var")}
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "var" / "peerhub.sqlite").is_file()
