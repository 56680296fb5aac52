"""Changing one's own email address: it counts once a link has been opened that was sent to the new one."""

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from peerhub.accounts.actions import sign_ins
from peerhub.accounts.models import AddressChange
from peerhub.accounts.queries import addresses, kept_addresses
from peerhub.accounts.rules import is_email_address, masked
from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Invalid, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox, troubles
from peerhub.base.mail.models import AWAITED, PROMPT
from peerhub.base.mail.outbox import Mail, Receiver
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.people.queries import people

GOOD_FOR = timedelta(hours=24)
MOST_IN_AN_HOUR = 3


def ask(db: Db, actor: Person, email: str) -> AddressChange:
    """Send a link to a new address, good once and for 24 hours; the links sent before are worth nothing from then on. The present one is
    told at once, with a link by which its owner keeps it.

    Nothing is sent to an address that has an account, or had one until lately, and nothing said about it: nobody learns who takes part.
    Raises Invalid for what is no address, for the present one, and after three links in an hour.
    """
    address = email.strip().casefold()
    if not is_email_address(address):
        raise Invalid({"new_email": _("This is not an email address. Write it like name@ministry.example.")})
    if address == actor.email:
        raise Invalid({"new_email": _("This is the email address of your account already.")})
    _must_not_flood(db, actor)
    drop(db, actor)
    now = clock.now()
    change = AddressChange(
        person_id=actor.id, email=address, old_email=actor.email, created_at=now, expires_at=now + GOOD_FOR
    )
    db.add(change)
    db.flush()
    if not _is_taken(db, actor, address):
        _send_link(db, actor, change)
    _warn(db, actor, change)
    return change


def drop(db: Db, actor: Person) -> None:
    """Keep the present address: links that are on their way are worth nothing any more. Harmless to repeat."""
    now = clock.now()
    waiting = [AddressChange.person_id == actor.id, AddressChange.used_at.is_(None), AddressChange.expires_at > now]
    db.execute(update(AddressChange).where(*waiting).values(expires_at=now))
    outbox.drop_waiting(db, stream=addresses.stream_of(actor))


def confirm(db: Db, actor: Person, token: str, sign_in_id: int) -> str:
    """Let the new address count, and tell the old one; returns the new one. All other sign-ins end: the old mailbox may have been read
    by others. What is known of the old address, such as that emails do not arrive there, is not known of the new one.

    Raises NotFound for a link that is not the actor's, was used, is too old, or whose address somebody else has by now.
    """
    lock_row(db, actor)  # the old address may be kept at this moment
    change = addresses.by_token(db, actor, token)
    if change is None or _is_taken(db, actor, change.email):
        raise NotFound
    unused = [AddressChange.id == change.id, AddressChange.used_at.is_(None), AddressChange.undone_at.is_(None)]
    if not claim(db, AddressChange, unused, {"used_at": clock.now(), "old_email": actor.email}):
        raise NotFound
    old, actor.email = actor.receiver, change.email
    try:
        db.flush()
    except IntegrityError:  # somebody else has taken the address at this moment
        raise NotFound from None
    outbox.drop_waiting(db, stream=addresses.warning_stream_of(actor))  # its link is for the old address alone
    outbox.redirect(db, old.email, actor.email)
    sign_ins.end_others(db, actor, sign_in_id)
    troubles.forgive(db, actor.email)
    audit.record(db, actor.id, "address.changed", f"person:{actor.id}")
    _tell_old_address(db, old, change)
    return actor.email


def _is_taken(db: Db, actor: Person, address: str) -> bool:
    """Whether somebody else has it. An open invitation does not count: whoever invites an address must not keep its owner from using it,
    and opens no account with it once it is that of one."""
    return people.by_email(db, address) is not None or kept_addresses.is_held(db, address, actor)


def _must_not_flood(db: Db, actor: Person) -> None:
    since = clock.now() - timedelta(hours=1)
    sent = select(func.count()).where(AddressChange.person_id == actor.id, AddressChange.created_at > since)
    if (db.scalar(sent) or 0) >= MOST_IN_AN_HOUR:
        raise Invalid(_("You have asked for three links within an hour. Try again later."))


def _send_link(db: Db, actor: Person, change: AddressChange) -> None:
    outbox.queue(
        db,
        Receiver(
            change.email, "", actor.language, actor.zone
        ),  # without a name: whoever has this address may be somebody else
        Mail(
            kind="accounts/new_address",
            dedupe_key=f"new-address:{change.id}:{change.created_at.timestamp()}",
            stream=addresses.stream_of(actor),
            data={"path": addresses.confirm_path(db, actor, change)},
            expires_at=change.expires_at,
            priority=AWAITED,
        ),
    )


def _warn(db: Db, actor: Person, change: AddressChange) -> None:
    mail = Mail(
        kind="accounts/address_asked",
        dedupe_key=f"address-asked:{change.id}:{change.created_at.timestamp()}",
        stream=addresses.warning_stream_of(actor),
        data={"address": masked(change.email), "path": kept_addresses.keep_path(db, change)},
        priority=AWAITED,
    )
    outbox.queue(db, actor.receiver, mail)


def _tell_old_address(db: Db, old: Receiver, change: AddressChange) -> None:
    mail = Mail(
        kind="accounts/address_changed",
        dedupe_key=f"address-changed:{change.id}:{change.created_at.timestamp()}",
        data={"address": change.email, "path": kept_addresses.keep_path(db, change)},
        priority=PROMPT,
    )
    outbox.queue(db, old, mail)
