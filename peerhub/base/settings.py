"""Settings from `PEERHUB_*` variables, checked once at the start; a wrong value stops the start with a sentence."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from peerhub.base.text.address_checks import is_database, is_host, is_mailbox, is_queue

PREFIX = "PEERHUB_"
DATABASE_FILE = "peerhub.sqlite"
SECRETS = frozenset({"secret_key", "smtp_password", "database_url"})
ENVIRONMENTS = ("demo", "test", "production")
WEAKEST_SECRET = 32
LONGEST_NUMBER = 9
LARGEST_PORT = 65_535
MOST_PROXIES = 9
CATALOGUES = Path(__file__).parents[1] / "translations"


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which one and what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations. The `help` of each field is its line in docs/settings.md."""

    env: str = field(default="demo", metadata={"help": "`demo`, `test` or `production`"})
    var: Path = field(
        default=Path("var"),
        metadata={
            "help": "Folder for the embedded database, the emails of a site that is not in production, and the secret of a demonstration"
        },
    )
    memory: Path = field(
        default=Path("/dev/shm"),  # noqa: S108  (what is made in it is ours alone)
        metadata={"help": "Folder that the machine keeps in memory, for what must not be written to a disk"},
    )
    database_url: str = field(
        default="", metadata={"help": "SQLAlchemy address of the database. Empty: a SQLite file in `PEERHUB_VAR`"}
    )
    secret_key: str = field(
        default="",
        metadata={
            "help": "At least 32 random characters. Empty: made once in `PEERHUB_VAR`; production needs one of its own"
        },
    )
    public_url: str = field(
        default="http://127.0.0.1:8000", metadata={"help": "Address that people type. Links in emails start with it"}
    )
    host: str = field(default="127.0.0.1", metadata={"help": "Address to listen on"})
    port: int = field(default=8000, metadata={"help": "Port to listen on"})
    proxies: int = field(
        default=0, metadata={"help": "Number of web servers in front of PeerHub that set `X-Forwarded-*`"}
    )
    smtp_host: str = field(
        default="",
        metadata={
            "help": "Mail server. Empty: emails are not sent but written to the folder `mail` of `PEERHUB_VAR`, and shown at `/demo/mail`"
        },
    )
    smtp_port: int = field(default=587, metadata={"help": "Port of the mail server"})
    smtp_user: str = field(default="", metadata={"help": "User name for the mail server, if it needs one"})
    smtp_password: str = field(default="", metadata={"help": "Password for the mail server"})
    smtp_tls: bool = field(
        default=True,
        metadata={
            "help": "Whether to use STARTTLS. If it is true and the mail server does not offer STARTTLS, emails are not sent"
        },
    )
    mail_from: str = field(
        default="rsvp@peerhub.example",
        metadata={
            "help": "Sender of all emails and organiser of all calendar invitations: a mailbox that somebody reads"
        },
    )
    mail_per_minute: int = field(default=60, metadata={"help": "Most emails a minute to one domain. 0: any number"})
    queue_url: str = field(
        default="",
        metadata={
            "help": "`valkey://` address of the Valkey that connects several processes. Empty: there is one process"
        },
    )
    sockets_per_person: int = field(default=30, metadata={"help": "Live connections that one person can have open"})
    sockets_per_address: int = field(default=500, metadata={"help": "Live connections that can come from one address"})
    messages_per_minute: int = field(default=20, metadata={"help": "Messages that one person can send in one minute"})
    run_jobs: bool = field(default=True, metadata={"help": "Whether `peerhub serve` also runs jobs that are due"})
    tick_seconds: int = field(default=15, metadata={"help": "Seconds between two looks for jobs that are due"})
    languages: tuple[str, ...] = field(
        default=("en", "fr", "es", "ar"), metadata={"help": "Languages of the pages, separated by commas"}
    )

    @property
    def is_demo(self) -> bool:
        """Whether demonstration endpoints (accounts, mail page, moved clock) are open."""
        return self.env != "production"

    @property
    def https(self) -> bool:
        """Whether people reach the site encrypted, so that cookies may insist on it."""
        return self.public_url.startswith("https://")

    @property
    def mail_domain(self) -> str:
        """The part of the sender's address after the @, used in Message-IDs and calendar UIDs."""
        return self.mail_from.rpartition("@")[2]


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
    for name, number in (("PEERHUB_PORT", settings.port), ("PEERHUB_SMTP_PORT", settings.smtp_port)):
        if not 0 < number <= LARGEST_PORT:
            raise SettingsError(f"{name} is {number}. Write a number from 1 to {LARGEST_PORT}.")
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
    if settings.smtp_host and not is_host(settings.smtp_host):
        raise SettingsError(
            f"PEERHUB_SMTP_HOST is “{settings.smtp_host}”. Write the name of a machine alone; its port is PEERHUB_SMTP_PORT."
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
