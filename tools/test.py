"""Every check and test in the order of CI, stopping at the first failure. `python -m tools.test [--fast | --coverage | --faults]`.

The whole suite runs on SQLite, then what touches the database on PostgreSQL (PEERHUB_TEST_DATABASE tells it), then the browser
tests. The last step is always pytest's, so that its closing line is the last one printed.

--fast      the checks, and the tests that need neither a browser nor a server
--coverage  which lines and branches the tests on SQLite run; half the speed, so a run of its own
--faults    servers that are killed, lines that are cut, databases and queues that go away: long, so a run of its own
"""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    """One command with its heading and what it needs in the environment."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """A command that runs a Python module of this environment."""
    return (sys.executable, "-m", name, *arguments)


def pytest(which: str, *arguments: str, processes: int = 2) -> tuple[str, ...]:
    """A command that runs the tests whose markers fit."""
    return module("pytest", "-n", str(processes), "-m", which, *arguments)


KEPT = {
    "PYTHONDONTWRITEBYTECODE": ""
}  # compiled once: the tests start hundreds of processes, and three steps read them all
CHECKS = (
    Step("Format", module("ruff", "format", "--check")),
    Step("Lint", module("ruff", "check")),
    Step("Types", module("mypy", "--num-workers", "2")),
    Step("Import contracts", (str(BIN / "lint-imports"), "--no-logo")),
)
FAST = Step("Fast tests", pytest("not slow and not browser and not postgres and not valkey and not fault"))
SQLITE = Step("Tests on SQLite", pytest("not browser and not fault"))
ON_POSTGRES = {"PEERHUB_TEST_DATABASE": "postgres"}
NOT_AGAIN = "not browser and not postgres and not valkey and not fault and not one_database"
POSTGRES = Step("Tests on PostgreSQL", pytest(NOT_AGAIN), ON_POSTGRES)
COVERAGE = Step("Coverage", pytest("not browser", "--cov", "--cov-report=term", "--cov-fail-under=95"))
FAULTS = (
    Step("Faults on SQLite", pytest("fault and not browser", processes=0)),
    Step(
        "Faults on PostgreSQL",
        pytest("fault and not browser and not postgres and not valkey", processes=0),
        ON_POSTGRES,
    ),
)


def main(arguments: list[str]) -> int:
    """Run the steps; the exit code of the first that fails, else 0."""
    if "--fast" in arguments:
        return run((*CHECKS, FAST))
    if "--coverage" in arguments:
        return run((COVERAGE,))
    if "--faults" in arguments:
        return run(FAULTS)
    browser = chromium.ensure()
    if not browser and os.environ.get("CI") == "true":
        print("There is no Chromium and it could not be installed: under CI=true the browser tests must run.")
        return 1
    if browser:
        return run((*CHECKS, SQLITE, POSTGRES, browser_step(browser)))
    print("SKIPPING THE BROWSER TESTS: there is no Chromium, and apt needs root or sudo without a password.")
    return run((*CHECKS, SQLITE, POSTGRES))


def browser_step(path: str) -> Step:
    """The browser tests, a file to a process: most of their time is waiting."""
    return Step(f"Browser tests in {Path(path).name}", pytest("browser"), {"PEERHUB_TEST_CHROMIUM": path})


def run(steps: tuple[Step, ...]) -> int:
    """Run the steps in turn, each under its heading."""
    for step in steps:
        print(f"\n== {step.name}", flush=True)
        environment = {**os.environ, **KEPT, **step.environment}
        done = subprocess.run(step.command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            print(f"{step.name} failed.", file=sys.stderr)
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
