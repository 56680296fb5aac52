"""Runs one throw-away server in a folder of its own. It ends with the test run, however that ends."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# The server lives as long as the pipe on our side is open: a `with` block that ends, Ctrl-C, a crash and kill -9 all
# close it. Arguments: the folder, the words in the log that mean "ready", the command.
KEEPER = """
folder=$1 ready=$2
shift 2
"$@" >"$folder/log" 2>&1 &
server=$!
until grep -q "$ready" "$folder/log"; do
    kill -0 $server 2>/dev/null || exit 1
    sleep 0.02
done
echo ready
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$folder"
"""


class ServerFailed(Exception):
    """The server ended before it was ready; the text is its log."""


@dataclass(frozen=True)
class Account:
    """The system account a server runs under; None everywhere means our own."""

    user: int | None = None
    group: int | None = None

    def give(self, path: Path) -> None:
        """Make the account the owner of `path` and all below it."""
        if self.user is not None:
            for place in (path, *path.rglob("*")):
                shutil.chown(place, self.user, self.group)


OURS = Account()


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A new folder right under /tmp: the path of a Unix socket may have about 100 characters at most."""
    folder = Path(tempfile.mkdtemp(prefix=f"peerhub-{name}-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(command: Sequence[str], folder: Path, *, ready: str, account: Account = OURS) -> Iterator[int]:
    """Start `command`, wait for the words `ready` in its log, yield its keeper's process id, stop it at the end."""
    with subprocess.Popen(
        ["sh", "-c", KEEPER, "keeper", str(folder), ready, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        start_new_session=True,  # Ctrl-C in the terminal reaches us, not the server under our feet
        user=account.user,
        group=account.group,
        extra_groups=None if account.user is None else [],
    ) as keeper:
        assert keeper.stdin, "asked for above"
        assert keeper.stdout, "asked for above"
        if keeper.stdout.readline() != b"ready\n":
            raise ServerFailed((folder / "log").read_text())
        try:
            yield keeper.pid
        finally:
            keeper.stdin.close()
            keeper.wait()
