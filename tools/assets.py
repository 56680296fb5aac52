"""Builds static/dist: bundled, minified, named by content, compressed; and the compiled catalogues. `python -m tools.assets [--tests]`.

Entries are static/js/entries/*.js and static/css/entries/*.css. manifest.json maps the plain name (`app.css`) to the
built one (`app-4KQ2XM7A.css`); beside each file lie a .gz and a .br, unless it is tiny. Nothing is done while the sources are unchanged.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from whitenoise.compress import Compressor

from tools import node, words

ROOT = Path(__file__).resolve().parent.parent
# Browsers of the last four years, and Chrome 90 for old Android telephones.
TARGET = "chrome90,edge107,firefox102,ios16,safari16"


def main(arguments: list[str]) -> None:
    """Install and build what is stale, and say so only when something was done."""
    if prepare(ROOT, tests="--tests" in arguments):
        print("Assets built in static/dist.")


def prepare(root: Path, *, tests: bool = False) -> bool:
    """Bring node_modules, static/dist and the compiled catalogues up to date; True when the assets were built anew."""
    words.compile_all(root)
    _install(root, tests=tests)
    wanted = _digest(_inputs(root))
    stamp = root / "static" / "dist" / ".stamp"
    if _read(stamp) == wanted and (stamp.parent / "manifest.json").exists():
        return False
    build(root)
    stamp.write_text(wanted)
    return True


def build(root: Path) -> dict[str, str]:
    """Bundle every entry and replace the content of static/dist; returns the manifest."""
    static = root / "static"
    entries = sorted([*static.glob("js/entries/*.js"), *static.glob("css/entries/*.css")])
    dist = static / "dist"
    dist.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=dist) as folder:
        fresh = Path(folder)
        manifest = _bundle(root, entries, fresh) if entries else {}
        _compress(sorted(path for path in fresh.iterdir() if path.suffix in {".css", ".js", ".svg"}))
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        kept = _move(fresh, dist)
    _remove_others(dist, kept)
    return manifest


def _bundle(root: Path, entries: list[Path], target: Path) -> dict[str, str]:
    """Run esbuild once. Each entry holds all it needs: a page loads one script, and no small pieces that others share."""
    run, _ = node.commands()
    report = target / "report.json"
    command = [*run, "node_modules/esbuild/bin/esbuild", *(str(entry.relative_to(root)) for entry in entries)]
    command += ["--bundle", "--minify", "--format=esm", f"--target={TARGET}", "--charset=utf8"]
    command += ["--entry-names=[name]-[hash]", "--asset-names=[name]-[hash]"]
    command += [f"--loader:.{kind}=file" for kind in ("svg", "png", "webp", "woff2")]
    command += ["--legal-comments=none", "--log-level=warning", f"--outdir={target}", f"--metafile={report}"]
    if subprocess.run(command, cwd=root, check=False).returncode:
        raise SystemExit("esbuild could not bundle the assets; its message stands above.")
    built = json.loads(report.read_text())["outputs"]
    report.unlink()
    return {Path(facts["entryPoint"]).name: Path(path).name for path, facts in built.items() if "entryPoint" in facts}


def _compress(paths: list[Path]) -> None:
    """Write a .gz and a .br beside each file that becomes smaller by it, the same bytes for the same content."""
    compressor = Compressor(quiet=True)
    for path in paths:
        compressor.compress(str(path))


def _move(fresh: Path, dist: Path) -> set[str]:
    """Move the built files into place, the manifest last: a running site never reads a name that is not there yet."""
    built = sorted(fresh.iterdir(), key=lambda path: path.name == "manifest.json")
    for path in built:
        path.chmod(0o644)
        path.replace(dist / path.name)
    return {path.name for path in built}


def _remove_others(dist: Path, kept: set[str]) -> None:
    for path in dist.iterdir():
        if path.name not in kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _install(root: Path, *, tests: bool) -> None:
    """Run `npm ci` unless node_modules is what the lock asks for; the packages of tests include the others."""
    stamp = root / "node_modules" / ".stamp"
    wanted = _digest([root / "package.json", root / "package-lock.json"])
    fitting = [f"{wanted} tests"] if tests else [f"{wanted} tests", wanted]
    if _read(stamp) not in fitting:
        node.install(root, tests=tests)
        stamp.write_text(fitting[0] if tests else wanted)


def _inputs(root: Path) -> Iterator[Path]:
    yield from (root / "package-lock.json", Path(__file__))
    for kind in ("css", "js", "img", "fonts"):
        yield from sorted(path for path in (root / "static" / kind).rglob("*") if path.is_file())


def _digest(paths: Iterable[Path]) -> str:
    """One hash over names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    main(sys.argv[1:])
