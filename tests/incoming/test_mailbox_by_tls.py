"""A mailbox that is read by TLS: a server whose certificate is trusted, and those who only say that they are that server."""

import ssl
from pathlib import Path

import pytest
from flask import Flask

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.incoming import jobs
from peerhub.incoming.actions import mailbox
from tests.incoming.arrange import receives
from tests.incoming.test_mailbox import IMAP, imap, put, server, subjects
from tests.support.imap import PASSWORD, Imap
from tests.support.tls import certificate, tls_before

__all__ = ["imap", "server"]


def reads(monkeypatch: pytest.MonkeyPatch, database: Database, port: int) -> None:
    """Let the site read the mailbox at that port, by TLS from the beginning."""
    receives(monkeypatch, database, **(IMAP | {"imap_port": port, "imap_tls": True}))


def trust(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Trust that certificate and no other, as an installation does with an authority of its own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv("SSL_CERT_DIR", "/nonexistent")


def test_a_server_whose_certificate_is_trusted_is_read(
    imap: Imap, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = certificate(tmp_path)
    trust(monkeypatch, own.path)
    with tls_before(imap.port, own) as port:
        reads(monkeypatch, database, port)
        put(imap, 1)
        put(imap, 2, "x" * 200_000)  # more than one piece
        assert mailbox.fetch(database) == 2
    assert subjects(database) == ["1", "2"]


@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_others_get_no_password(
    imap: Imap, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str
) -> None:
    own = certificate(tmp_path, "DNS:other.example" if wrong == "name" else "IP:127.0.0.1")
    other = tmp_path / "other"
    other.mkdir()
    trust(monkeypatch, certificate(other).path if wrong == "authority" else own.path)
    put(imap, 1)
    with tls_before(imap.port, own) as port:
        reads(monkeypatch, database, port)
        with pytest.raises(ssl.SSLCertVerificationError):
            mailbox.fetch(database)
    assert subjects(database) == []


def test_the_log_says_why_and_the_job_goes_on(
    app: Flask, imap: Imap, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    own = certificate(tmp_path)
    monkeypatch.setattr(jobs, "_looked", {})
    put(imap, 1)
    with tls_before(imap.port, own) as port, app.app_context():
        reads(monkeypatch, database, port)
        assert jobs.fetch(clock.now()) == 0
        assert "The certificate of the mail server is not trusted" in caplog.text
        assert PASSWORD not in caplog.text
        trust(monkeypatch, own.path)
        monkeypatch.setattr(jobs, "_looked", {})
        assert jobs.fetch(clock.now()) == 1


def test_a_server_without_tls_is_not_spoken_to(imap: Imap, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    put(imap, 1)
    reads(monkeypatch, database, imap.port)
    with pytest.raises(ssl.SSLError):
        mailbox.fetch(database)
    assert subjects(database) == []
