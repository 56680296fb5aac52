"""TLS in front of a server on the loopback, with a certificate made for the test."""

import select
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PIECE = 65_536


@dataclass(frozen=True)
class Certificate:
    """A certificate that signs itself, and its key."""

    path: Path
    key: Path


def certificate(folder: Path, name: str = "IP:127.0.0.1") -> Certificate:
    """Make one for that subject alternative name, good for a day."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "1",
    ]
    command += ["-subj", "/CN=tests", "-addext", f"subjectAltName={name}"]
    subprocess.run([*command, "-out", str(made.path), "-keyout", str(made.key)], check=True, capture_output=True)
    return made


@contextmanager
def tls_before(target: int, own: Certificate) -> Iterator[int]:
    """A port at which the server at `target` is reached by TLS from the beginning, until the block ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.path, own.key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener, context, target), daemon=True).start()
        yield int(listener.getsockname()[1])


def _serve(listener: socket.socket, context: ssl.SSLContext, target: int) -> None:
    with suppress(OSError):  # the listener is closed
        while True:
            client, _address = listener.accept()
            threading.Thread(target=_carry, args=(client, context, target), daemon=True).start()


def _carry(client: socket.socket, context: ssl.SSLContext, target: int) -> None:
    with suppress(OSError), client, context.wrap_socket(client, server_side=True) as secret:
        _join(secret, target)


def _join(secret: ssl.SSLSocket, target: int) -> None:
    with socket.create_connection(("127.0.0.1", target)) as server:
        while _copy(secret, server):
            pass


def _copy(secret: ssl.SSLSocket, server: socket.socket) -> bool:
    """Carry what has come from either side, in one thread, as OpenSSL wants it; False at the end."""
    ready = [secret] if secret.pending() else select.select([secret, server], [], [])[0]
    for source, sink in ((secret, server), (server, secret)):
        if source in ready:
            piece = source.recv(PIECE)
            if not piece:
                return False
            sink.sendall(piece)
    return True
