"""Settings: what is read, what is refused, and that each refusal names its variable."""

import os
import tempfile
from pathlib import Path

import pytest

from peerhub.base.settings import Settings, SettingsError
from peerhub.base.settings_loading import load, make_folder

PRODUCTION = {
    "PEERHUB_ENV": "production",
    "PEERHUB_SECRET_KEY": "q7Z-x1c9vB3n5m8K0jH2gF4dS6aP-w8e",
    "PEERHUB_PUBLIC_URL": "https://peerhub.test",
    "PEERHUB_SMTP_HOST": "mail.test",
    "PEERHUB_MAIL_FROM": "rsvp@peerhub.test",
}


def test_without_any_setting_a_demonstration_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load({})
    assert (settings.env, settings.is_demo, settings.https) == ("demo", True, False)
    assert settings.database_url == f"sqlite:///{tmp_path / 'var' / 'peerhub.sqlite'}"
    assert len(settings.secret_key) >= 32


def test_the_made_secret_is_kept_for_the_next_start_and_for_nobody_else(tmp_path: Path) -> None:
    first = load({"PEERHUB_VAR": str(tmp_path)})
    assert load({"PEERHUB_VAR": str(tmp_path)}).secret_key == first.secret_key
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_production_starts_when_everything_is_sound() -> None:
    settings = load(PRODUCTION)
    assert (settings.is_demo, settings.https, settings.mail_domain) == (False, True, "peerhub.test")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"PEERHUB_SECRET_KEY": ""}, "PEERHUB_SECRET_KEY"),
        ({"PEERHUB_SECRET_KEY": "short"}, "PEERHUB_SECRET_KEY"),
        ({"PEERHUB_SECRET_KEY": "a" * 64}, "PEERHUB_SECRET_KEY"),
        ({"PEERHUB_PUBLIC_URL": "http://peerhub.test"}, "PEERHUB_PUBLIC_URL"),
        ({"PEERHUB_SMTP_HOST": ""}, "PEERHUB_SMTP_HOST"),
        ({"PEERHUB_MAIL_FROM": Settings.mail_from}, "PEERHUB_MAIL_FROM"),
    ],
)
def test_production_refuses_what_is_weak(changes: dict[str, str], named: str) -> None:
    load(PRODUCTION)
    with pytest.raises(SettingsError, match=named):
        load(PRODUCTION | changes)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PEERHUB_ENV", "staging"),
        ("PEERHUB_PORT", "eighty"),
        ("PEERHUB_PORT", "0"),
        ("PEERHUB_RUN_JOBS", "perhaps"),
        ("PEERHUB_TICK_SECONDS", "0"),
        ("PEERHUB_MAIL_FROM", "nobody"),
        ("PEERHUB_PUBLIC_URL", "peerhub.test"),
        ("PEERHUB_COLOUR", "blue"),
        *[("PEERHUB_PROXIES", each) for each in ("-1", "10", "999999999")],
        ("PEERHUB_DATABASE_URL", "foo://x"),
        ("PEERHUB_DATABASE_URL", "nonsense"),
        ("PEERHUB_DATABASE_URL", "mysql://host/name"),
        ("PEERHUB_QUEUE_URL", "redis:/"),
        ("PEERHUB_QUEUE_URL", "http://host"),
        ("PEERHUB_LANGUAGES", "en,xx"),
        ("PEERHUB_PORT", "9" * 5000),
        ("PEERHUB_SOCKETS_PER_PERSON", "0"),
        ("PEERHUB_MESSAGES_PER_MINUTE", "0"),
        ("PEERHUB_LANGUAGES", ","),
        ("PEERHUB_SECRET_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name) as refusal:
        load({"PEERHUB_VAR": str(tmp_path), name: value})
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("PEERHUB_PUBLIC_URL", each) for each in (
            "https://", "https://host/path", "https://host/?x", "https://host?x", "https://host#", "https:host", "https:///x",
            "https://ho st", "https://host:99999", "https://host:x", "https://host:0", "https://user:secret@host", "https://[::1",
            "https://-host", "https://a..b", "ftp://host", "//host", "https://host//", "https://host:", "https://ho\nst.example",
            "HTTPS://host", f"https://{'a' * 64}.example", "https://" + "a." * 130 + "example",
        )],
        *[("PEERHUB_SMTP_PORT", each) for each in ("99999999", "65536", "0", "-1", "25.0", "٥٨٧")],
        *[("PEERHUB_MAIL_FROM", each) for each in (
            "a@", "a b@c", "@b.example", "a@b@c.example", "PeerHub <a@b.example>", "a@b.example,c@d.example", "a@b..example",
            "a@-b.example", ".a@b.example", f"{'a' * 65}@b.example", f"a@{'b' * 64}.example",
            '"a b"@c.example', "a@b.example\nBcc: c@d.example",
        )],
        *[("PEERHUB_DATABASE_URL", each) for each in (
            "postgresql+psycopg://host:port/name", "postgresql+psycopg://host:0/name", "postgresql+nothere://host/name",
            "postgresql+asyncpg://host/name",
        )],
        *[("PEERHUB_QUEUE_URL", each) for each in ("valkey://host:99999", "valkey://host:x", "valkey://[::1", "valkey://ho st", "valkey://host/a")],
        *[("PEERHUB_HOST", each) for each in ("not a host", "a..b", "http://127.0.0.1")],
        *[("PEERHUB_SMTP_HOST", each) for each in ("mail example", "smtp://mail.example", "mail.example:25", "mail/example")],
    ],
)  # fmt: skip
def test_settings_that_cannot_work(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name) as refusal:
        load({"PEERHUB_VAR": str(tmp_path), name: value})
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("PEERHUB_PUBLIC_URL", "https://peerhub.example.org", "https://peerhub.example.org"),
        ("PEERHUB_PUBLIC_URL", "https://peerhub.example.org/", "https://peerhub.example.org"),
        ("PEERHUB_PUBLIC_URL", "http://127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("PEERHUB_PUBLIC_URL", "http://[::1]:8123", "http://[::1]:8123"),
        ("PEERHUB_PUBLIC_URL", "https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("PEERHUB_PUBLIC_URL", "https://culture_hub.example", "https://culture_hub.example"),
        ("PEERHUB_SMTP_HOST", "mail.example.org", "mail.example.org"),
        ("PEERHUB_SMTP_HOST", "10.0.0.7", "10.0.0.7"),
        ("PEERHUB_SMTP_HOST", "fd00::7", "fd00::7"),
        ("PEERHUB_SMTP_PORT", "65535", 65535),
        ("PEERHUB_HOST", "::", "::"),
        ("PEERHUB_QUEUE_URL", "valkey://:secret@[::1]:6379/0", "valkey://:secret@[::1]:6379/0"),
        ("PEERHUB_MAIL_FROM", "first.last+tag@sub.example.org", "first.last+tag@sub.example.org"),
        ("PEERHUB_MAIL_FROM", "rsvp@localhost", "rsvp@localhost"),
        ("PEERHUB_MAIL_FROM", "rsvp@bücher.example", "rsvp@bücher.example"),
    ],
)
def test_settings_that_work_are_kept(name: str, value: str, kept: object, tmp_path: Path) -> None:
    settings = load({"PEERHUB_VAR": str(tmp_path), name: value})
    assert getattr(settings, name.removeprefix("PEERHUB_").lower()) == kept


def test_a_secret_file_that_holds_no_text(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(bytes(range(256)))
    with pytest.raises(SettingsError, match="PEERHUB_SECRET_KEY_FILE cannot be read"):
        load({"PEERHUB_VAR": str(tmp_path), "PEERHUB_SECRET_KEY_FILE": str(tmp_path / "key")})


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    kept = tmp_path / "key"
    kept.write_text("from a file, long enough for anybody\n", encoding="ascii")
    environ = {"PEERHUB_VAR": str(tmp_path), "PEERHUB_SECRET_KEY_FILE": str(kept)}
    assert load(environ).secret_key == "from a file, long enough for anybody"
    with pytest.raises(SettingsError, match="both set"):
        load(environ | {"PEERHUB_SECRET_KEY": "x"})
    named = {"PEERHUB_SECRET_KEY": "written out, long enough for anybody", "PEERHUB_SECRET_KEY_FILE": ""}
    assert load({"PEERHUB_VAR": str(tmp_path), **named}).secret_key == "written out, long enough for anybody"


def test_values_of_each_kind_are_read(tmp_path: Path) -> None:
    settings = load(
        {"PEERHUB_VAR": str(tmp_path), "PEERHUB_PORT": "8123", "PEERHUB_SMTP_TLS": "no", "PEERHUB_LANGUAGES": "fr, ar"}
    )
    assert (settings.port, settings.smtp_tls, settings.languages) == (8123, False, ("fr", "ar"))
    assert settings.public_url == "http://127.0.0.1:8123"


@pytest.mark.parametrize("given", [{}, {"PEERHUB_MEMORY": ""}])
def test_memory_that_is_not_named_is_that_of_the_machine(
    tmp_path: Path, given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = PRODUCTION | {"PEERHUB_VAR": str(tmp_path)} | given
    assert load(environ).memory == Settings.memory
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert load(environ | {"PEERHUB_ENV": "demo"}).memory == Path(tempfile.gettempdir())
    with pytest.raises(SettingsError, match="cannot be written"):
        make_folder(load(environ).memory, "PEERHUB_MEMORY")
    assert load(environ | {"PEERHUB_MEMORY": str(tmp_path)}).memory == tmp_path
