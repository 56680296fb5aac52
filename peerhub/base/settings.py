"""Everything that differs between installations; `settings_loading` reads it from the environment."""

from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "PEERHUB_"
DATABASE_FILE = "peerhub.sqlite"
SECRETS = frozenset({"secret_key", "smtp_password", "imap_password", "database_url"})
ENVIRONMENTS = ("demo", "test", "production")


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
    mail_replies: str = field(
        default="",
        metadata={
            "help": "Address at which PeerHub receives emails itself, such as `replies@example.org`; `replies+…@example.org` must "
            "reach it too. Empty: nobody is asked to reply by email"
        },
    )
    mail_verdict_by: str = field(
        default="",
        metadata={
            "help": "Name of the mail server whose `Authentication-Results` (SPF, DKIM, DMARC) are believed. Empty: none is"
        },
    )
    imap_host: str = field(
        default="",
        metadata={
            "help": "Server of the mailbox that holds emails for `PEERHUB_MAIL_REPLIES`, where they do not reach "
            "`peerhub mail receive`"
        },
    )
    imap_port: int = field(default=993, metadata={"help": "Its port"})
    imap_user: str = field(default="", metadata={"help": "Its user name"})
    imap_password: str = field(default="", metadata={"help": "Its password"})
    imap_folder: str = field(default="INBOX", metadata={"help": "Its folder"})
    imap_tls: bool = field(
        default=True, metadata={"help": "Whether the connection to it is encrypted from the beginning"}
    )
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
