"""Throw-away servers start, and are gone afterwards, however the process that started them ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.support.servers import ServerFailed, running, scratch

ROOT = Path(__file__).resolve().parents[2]
STARTED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # shells start what runs in the background without
from tests.support.postgres import postgres
with postgres() as server:
    print(server.folder, flush=True)
    input()
"""


def users_of(folder: Path) -> list[psutil.Process]:
    """The processes that name `folder` on their command line."""
    found = psutil.process_iter(["cmdline"])
    return [process for process in found if str(folder) in " ".join(process.info["cmdline"] or ())]


def still_running(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that do not end within ten seconds; one that only waits to be collected has ended."""
    _, alive = psutil.wait_procs(processes, timeout=10)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def test_a_server_that_cannot_start_shows_its_log() -> None:
    with (
        scratch("trial") as folder,
        pytest.raises(ServerFailed, match="no room"),
        running(["sh", "-c", "echo no room"], folder, ready="never said"),
    ):
        pytest.fail("it must not be said to run")


def test_the_folder_is_removed() -> None:
    with scratch("trial") as folder:
        assert folder.is_dir()
    assert not folder.exists()


@pytest.mark.fault
@pytest.mark.postgres
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_server_ends_with_the_process_that_started_it(end: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTED],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as starter:
        assert starter.stdout
        folder = Path(starter.stdout.readline().strip())
        processes = users_of(folder)
        assert {"sh", "postgres"} <= {process.name() for process in processes}
        starter.send_signal(end)
        starter.wait(timeout=20)
    assert still_running(processes) == []
    assert not folder.exists()
