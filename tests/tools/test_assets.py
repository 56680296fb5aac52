"""The asset builder, on a small site of its own with the front-end packages of this checkout."""

import gzip
import json
from pathlib import Path

import brotli
import pytest

from tools import assets

SOURCES = {
    "js/shared.js": 'globalThis.started = "once";',
    "js/entries/app.js": f'import "../shared.js"; console.log("page", "{"long " * 40}");',
    "js/entries/room.js": 'import "../shared.js"; console.log("room");',
    "css/words.css": ".word { inset-inline: 0; &:hover { color: red; } }",
    "css/entries/app.css": '@import "../words.css";',
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A checkout with two scripts and a sheet."""
    for name in ("package.json", "package-lock.json", "node_modules"):
        (tmp_path / name).symlink_to(assets.ROOT / name)
    for name, content in SOURCES.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path


def built(site: Path) -> dict[str, str]:
    """The manifest as the pages read it."""
    found: dict[str, str] = json.loads((site / "static/dist/manifest.json").read_text())
    return found


def content(site: Path, name: str) -> str:
    """The built text behind a plain name."""
    return (site / "static/dist" / built(site)[name]).read_text()


def test_every_entry_gets_a_name_by_content(site: Path) -> None:
    assert assets.prepare(site)
    manifest = built(site)
    assert sorted(manifest) == ["app.css", "app.js", "room.js"]
    assert all(Path(name).stem.split("-")[0] == Path(plain).stem for plain, name in manifest.items())
    assert len(set(manifest.values())) == len(manifest)


def test_file_has_compressed_ones_beside_it(site: Path) -> None:
    assets.prepare(site)
    path = site / "static/dist" / built(site)["app.js"]
    packed = {kind: path.with_name(f"{path.name}.{kind}").read_bytes() for kind in ("br", "gz")}
    assert gzip.decompress(packed["gz"]) == brotli.decompress(packed["br"]) == path.read_bytes()


def test_tiny_file_is_not_made_larger(site: Path) -> None:
    assets.prepare(site)
    assert not list((site / "static/dist").glob("room-*.js.*"))


def test_an_entry_is_one_file_that_holds_all_it_needs(site: Path) -> None:
    assets.prepare(site)
    assert len(list((site / "static/dist").glob("*.js"))) == 2
    assert "once" in content(site, "app.js")
    assert "once" in content(site, "room.js")


def test_sheets_are_written_for_older_browsers(site: Path) -> None:
    assets.prepare(site)
    assert ".word:hover{color:red}" in content(site, "app.css")


def test_nothing_is_done_while_nothing_changed(site: Path) -> None:
    assert assets.prepare(site)
    before = {path: path.stat().st_mtime_ns for path in (site / "static/dist").iterdir()}
    assert not assets.prepare(site)
    assert {path: path.stat().st_mtime_ns for path in (site / "static/dist").iterdir()} == before


def test_a_change_gives_a_new_name_and_removes_the_old_file(site: Path) -> None:
    assets.prepare(site)
    old = built(site)
    (site / "static/css/words.css").write_text(".word { color: blue; }")
    assert assets.prepare(site)
    assert built(site)["app.js"] == old["app.js"]
    assert built(site)["app.css"] != old["app.css"]
    assert not (site / "static/dist" / old["app.css"]).exists()


def test_a_fault_in_a_source_keeps_what_was_built(site: Path) -> None:
    assets.prepare(site)
    before = built(site)
    (site / "static/js/entries/app.js").write_text("let = ;")
    with pytest.raises(SystemExit, match="could not bundle"):
        assets.prepare(site)
    assert built(site) == before
    assert (site / "static/dist" / before["app.js"]).exists()


def test_a_site_without_entries_has_an_empty_manifest(site: Path) -> None:
    for path in (site / "static").glob("*/entries/*"):
        path.unlink()
    assert assets.prepare(site)
    assert built(site) == {}
