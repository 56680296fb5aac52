"""A real IMAP server (pymap) in a process of its own, whose mailboxes are empty at first."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

from tests.stories.waiting import until
from tests.support.valkey import free_port

USER, PASSWORD = "replies", "a-word-of-the-tests"


@dataclass
class Imap:
    """A server that can be paused, ended and started again; its mailboxes are gone with it."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """A mail program that has signed in."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=30) as client:
            client.login(USER, PASSWORD)
            yield client

    def put(self, content: bytes, folder: str = "INBOX") -> None:
        """Deliver an email."""
        with self.client() as client:
            client.append(folder, content)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--no-tls", "--no-service", "admin", "--no-service", "managesieve"]
        command += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
        nothing = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing)
        until(self._answers, "an answer from the IMAP server")

    def stop(self) -> None:
        """End it."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()

    def pause(self) -> None:
        """Let it answer nobody, while the machine still takes connections for it."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool | None:
        assert self.process
        assert self.process.poll() is None, "the IMAP server has ended"
        with suppress(OSError), self.client():
            return True
        return None


@contextmanager
def imap_server() -> Iterator[Imap]:
    """A running server; it ends with the block."""
    server = Imap(free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
