"""Settings from `PEERHUB_*` variables, checked once at the start; a wrong value stops the start with a sentence."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from peerhub.base.settings import DATABASE_FILE, ENVIRONMENTS, PREFIX, SECRETS, Settings, SettingsError
from peerhub.base.text.address_checks import is_database, is_host, is_mailbox, is_queue

WEAKEST_SECRET = 32
LONGEST_NUMBER = 9
LARGEST_PORT = 65_535
LONGEST_REPLIES = 28
MOST_PROXIES = 9
CATALOGUES = Path(__file__).parents[1] / "translations"


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from `environ`. Raises SettingsError with a sentence that names the variable."""
    known = {PREFIX + f.name.upper(): f for f in fields(Settings)}
    _refuse_unknown(environ, known)
    values: dict[str, Any] = {
        f.name: _convert(name, raw, f.default) for name, f in known.items() if (raw := _raw(environ, name)) is not None
    }
    settings = _with_defaults(Settings(**values))
    _check(settings)
    return settings


def _refuse_unknown(environ: Mapping[str, str], known: Mapping[str, object]) -> None:
    allowed = set(known) | {PREFIX + name.upper() + "_FILE" for name in SECRETS}
    for name in environ:
        if name.startswith(PREFIX) and name not in allowed and not name.startswith(PREFIX + "TEST_"):
            raise SettingsError(
                f"{name} is not a setting of PeerHub. Remove it, or look for the right name in docs/settings.md."
            )


def _raw(environ: Mapping[str, str], name: str) -> str | None:
    path = environ.get(name + "_FILE")
    if not path:
        return environ.get(name)
    if name in environ:
        raise SettingsError(f"{name} and {name}_FILE are both set. Keep one.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        cause = problem.strerror if isinstance(problem, OSError) else "it holds no text"
        raise SettingsError(f"{name}_FILE cannot be read ({cause}). Give the path of a readable file.") from None


def _convert(name: str, raw: str, default: object) -> object:
    if isinstance(default, bool):
        if raw.lower() not in {"true", "false", "1", "0", "yes", "no"}:
            raise SettingsError(f"{name} is “{raw}”. Write true or false.")
        return raw.lower() in {"true", "1", "yes"}
    if isinstance(default, int):
        if not (raw.isascii() and raw.isdecimal()) or len(raw) > LONGEST_NUMBER:
            raise SettingsError(f"{name} is “{raw}”. Write a whole number from 0 to {'9' * LONGEST_NUMBER}.")
        return int(raw)
    if isinstance(default, Path):
        return Path(raw)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return raw.strip()


def _with_defaults(settings: Settings) -> Settings:
    changes: dict[str, Any] = {}
    if settings.memory in (Path(), Settings.memory):
        elsewhere = settings.env != "production" and not _is_writable(Settings.memory)  # not Linux
        changes["memory"] = Path(tempfile.gettempdir()) if elsewhere else Settings.memory
    if not settings.database_url:
        changes["database_url"] = f"sqlite:///{(settings.var / DATABASE_FILE).absolute()}"
    if not settings.secret_key and settings.env != "production":
        changes["secret_key"] = _kept_secret(settings.var)
    if settings.env == "demo" and not settings.mail_replies and settings.mail_domain.isascii():
        changes["mail_replies"] = f"replies@{settings.mail_domain}"  # what is written at /demo/mail comes there
    if settings.public_url.endswith("/") and not settings.public_url.endswith("//"):
        changes["public_url"] = settings.public_url.removesuffix("/")
    if settings.public_url == Settings.public_url and settings.port != Settings.port:
        changes["public_url"] = f"http://{settings.host}:{settings.port}"
    return replace(settings, **changes)


def make_folder(folder: Path, name: str = "PEERHUB_VAR") -> None:
    """Make a folder of the site's files, for nobody else: mails and the database hold personal links. `name` is its setting.

    Raises SettingsError where that cannot be done.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise SettingsError(
            f"The folder {folder} cannot be created ({problem.strerror}). Create it yourself, or name another one in {name}."
        ) from None
    if not _is_writable(folder):
        raise SettingsError(f"The folder {folder} cannot be written. Let the user that runs PeerHub write there.")


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def _kept_secret(var: Path) -> str:
    path = var / "secret"
    if not path.exists():
        make_folder(var)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _check(settings: Settings) -> None:
    if settings.env not in ENVIRONMENTS:
        raise SettingsError(f"PEERHUB_ENV is “{settings.env}”. Write one of: {', '.join(ENVIRONMENTS)}.")
    _check_numbers(settings)
    _check_mail(settings)
    _check_public_url(settings.public_url)
    _check_addresses(settings)
    _check_languages(settings.languages)
    if settings.env == "production":
        _check_production(settings)


def _check_numbers(settings: Settings) -> None:
    for name in ("port", "smtp_port", "imap_port"):
        if not 0 < (number := getattr(settings, name)) <= LARGEST_PORT:
            raise SettingsError(f"{PREFIX}{name.upper()} is {number}. Write a number from 1 to {LARGEST_PORT}.")
    for name in ("tick_seconds", "sockets_per_person", "sockets_per_address", "messages_per_minute"):
        if getattr(settings, name) < 1:
            raise SettingsError(f"{PREFIX}{name.upper()} must be at least 1.")
    if settings.proxies > MOST_PROXIES:
        raise SettingsError(
            f"PEERHUB_PROXIES is {settings.proxies}. Write how many web servers stand in front of PeerHub, at most {MOST_PROXIES}."
        )


def _check_mail(settings: Settings) -> None:
    if not is_mailbox(settings.mail_from):
        raise SettingsError(
            f"PEERHUB_MAIL_FROM is “{settings.mail_from}”. Write one email address, such as rsvp@example.org."
        )
    for name in ("smtp_host", "imap_host"):
        if (host := getattr(settings, name)) and not is_host(host):
            port = name.replace("host", "port").upper()
            raise SettingsError(
                f"{PREFIX}{name.upper()} is “{host}”. Write the name of a machine alone; its port is {PREFIX}{port}."
            )
    _check_replies(settings)


def _check_replies(settings: Settings) -> None:
    """What is received has an address, and what it is made into for each person and thread is short enough (RFC 5321, 4.5.3.1.1)."""
    replies = settings.mail_replies
    if replies and (not is_mailbox(replies) or not replies.isascii() or "+" in replies):
        raise SettingsError(
            f"PEERHUB_MAIL_REPLIES is “{replies}”. Write one email address without a plus sign, such as replies@example.org."
        )
    if len(replies.partition("@")[0]) > LONGEST_REPLIES:
        raise SettingsError(
            f"PEERHUB_MAIL_REPLIES has more than {LONGEST_REPLIES} characters before the @. Use a shorter address."
        )
    if settings.imap_host and not (replies and settings.imap_user):
        raise SettingsError(
            "PEERHUB_IMAP_HOST is set. Set PEERHUB_IMAP_USER too, and PEERHUB_MAIL_REPLIES, the address whose emails are in that mailbox."
        )


def _check_public_url(address: str) -> None:
    """Links are this address and a path: it names a scheme, a host, perhaps a port, and nothing more."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise SettingsError(
            f"PEERHUB_PUBLIC_URL is “{address}”. Write an address such as https://example.org."
        ) from None
    if not address.startswith(("http://", "https://")):
        raise SettingsError("PEERHUB_PUBLIC_URL must start with http:// or https://.")
    has_host = is_host(parts.hostname or "") and not parts.netloc.endswith(":") and address.isprintable()
    if not has_host or port == 0 or parts.username is not None:
        raise SettingsError(f"PEERHUB_PUBLIC_URL is “{address}”. Write the name of a host after {parts.scheme}://.")
    if parts.path or parts.query or parts.fragment or address.endswith(("?", "#")):
        raise SettingsError(
            f"PEERHUB_PUBLIC_URL is “{address}”. PeerHub stands at the root of its host: leave out what follows the host."
        )


def _check_addresses(settings: Settings) -> None:
    if not is_database(settings.database_url):
        raise SettingsError(
            "PEERHUB_DATABASE_URL is not understood. Write postgresql+psycopg://user:password@host/name, or leave it empty. "
            "PostgreSQL needs what `pip install '.[scale]'` installs."
        )
    if settings.queue_url and not is_queue(settings.queue_url):
        raise SettingsError(
            f"PEERHUB_QUEUE_URL is “{settings.queue_url}”. Write valkey://host:6379/0, or leave it empty."
        )
    if not is_host(settings.host):
        raise SettingsError(f"PEERHUB_HOST is “{settings.host}”. Write the address to listen on, such as 127.0.0.1.")


def _check_languages(languages: tuple[str, ...]) -> None:
    known = {"en", *(folder.name for folder in CATALOGUES.iterdir() if folder.is_dir())}
    if not languages or not known.issuperset(languages):
        raise SettingsError(
            f"PEERHUB_LANGUAGES is “{','.join(languages)}”. Choose from {', '.join(sorted(known))}, separated by commas."
        )


def _check_production(settings: Settings) -> None:
    if len(settings.secret_key) < WEAKEST_SECRET or len(set(settings.secret_key)) < 12:
        raise SettingsError(
            "PEERHUB_SECRET_KEY is missing or weak. Give at least 32 random characters, or a file with PEERHUB_SECRET_KEY_FILE."
        )
    if not settings.https:
        raise SettingsError("PEERHUB_PUBLIC_URL must start with https:// in production, so no one else can read it.")
    if not settings.smtp_host:
        raise SettingsError(
            "PEERHUB_SMTP_HOST is missing. Invitations and sign-in links are emails: give the name of a mail server."
        )
    if settings.mail_domain.endswith(".example"):
        raise SettingsError(
            "PEERHUB_MAIL_FROM is still the example address. Give a mailbox of your own that someone reads."
        )
