"""Verbs about invitations to join."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from peerhub.accounts import access
from peerhub.accounts.facts import PersonJoined
from peerhub.accounts.models import AccountInvitation
from peerhub.accounts.queries import invitations, kept_addresses
from peerhub.accounts.rules import is_email_address
from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Invalid, NotAllowed, NotFound
from peerhub.base.facts import announce
from peerhub.base.i18n.countries import country_data
from peerhub.base.i18n.translate import _
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox
from peerhub.base.mail.models import PROMPT
from peerhub.base.mail.outbox import Mail, Receiver
from peerhub.base.security import audit
from peerhub.people.access import may_give_role, must_manage_team
from peerhub.people.actions import people as people_actions
from peerhub.people.actions import profile, roles, seats
from peerhub.people.actions.people import NewPerson
from peerhub.people.actions.profile import Details
from peerhub.people.facts import PersonReturned
from peerhub.people.models import FOCAL_POINT, Person
from peerhub.people.queries import people
from peerhub.people.rules import single_zone

GOOD_FOR = timedelta(days=14)
MOST_A_DAY = 50
MOST_A_DAY_TO_ONE = 3
PAUSE = timedelta(hours=8)  # three emails a day to one address, as MOST_A_DAY_TO_ONE


@dataclass(frozen=True)
class NewInvitation:
    """Who is asked to join, where they will sit, and the role they will hold, if any."""

    email: str
    name: str
    country_code: str | None
    office: str
    language: str = "en"
    role: str | None = None


def invite(db: Db, actor: Person, new: NewInvitation) -> AccountInvitation:
    """Invite somebody to join by an email with a link that works for 14 days.

    Raises NotAllowed outside the teams that the actor looks after and for roles they may not give; Invalid when the address
    has an account or an open invitation, and when too many were sent today.
    """
    must_manage_team(db, actor, new.country_code)
    if new.role and not may_give_role(db, actor, new.role):
        raise NotAllowed(
            _("Only the secretariat can give roles, and only an administrator can make someone an administrator.")
        )
    _must_not_flood(db, actor, new.email)
    return create(db, actor, new)


def create(db: Db, actor: Person | None, new: NewInvitation) -> AccountInvitation:
    """Write the invitation and its email. For the command line, where the actor is None; endpoints use `invite`, which asks who may.

    Raises Invalid when that is not an email address, or it has an account or an open invitation.
    """
    if not is_email_address(new.email):
        raise Invalid({"email": _("This is not an email address. Write it like name@ministry.example.")})
    _must_be_new(db, new)
    now = clock.now()
    invitation = AccountInvitation(
        email=new.email.strip().casefold(),
        name=new.name,
        seat_id=seats.get_or_create(db, new.country_code, new.office).id,
        language=new.language,
        role=new.role,
        invited_by_id=actor.id if actor else None,
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    db.add(invitation)
    db.flush()
    _send(db, invitation)
    audit.record(
        db, invitation.invited_by_id, "account_invitation.sent", f"account_invitation:{invitation.id}", role=new.role
    )
    return invitation


def resend(db: Db, actor: Person, invitation_id: int) -> AccountInvitation:
    """Send the email again; the link is good for 14 days from now. Raises NotFound, and Invalid within eight hours of the last."""
    invitation = access.invitation_for(db, actor, invitation_id)
    now = clock.now()
    if invitation.expires_at - GOOD_FOR > now - PAUSE:
        raise Invalid(
            _("This invitation was sent less than eight hours ago. Emails can take a while. Try again later.")
        )
    invitation.expires_at = now + GOOD_FOR
    _send(db, invitation)
    audit.record(db, actor.id, "account_invitation.sent_again", f"account_invitation:{invitation.id}")
    return invitation


def withdraw(db: Db, actor: Person, invitation_id: int) -> AccountInvitation:
    """Make the link worthless and take its email out of the outbox, if it is still there. Raises NotFound."""
    invitation = access.invitation_for(db, actor, invitation_id)
    invitation.withdrawn_at = clock.now()
    outbox.drop_waiting(db, stream=_stream(invitation))
    audit.record(db, actor.id, "account_invitation.withdrawn", f"account_invitation:{invitation.id}")
    return invitation


def accept(db: Db, token: str, details: Details, password_hash: str | None) -> Person:
    """Open the account that the invitation prepared; the token is the right to. Raises NotFound when the link no longer works, or
    somebody has made the address that of their account meanwhile."""
    invitation = invitations.by_token(db, token)
    if invitation is None or _has_account(db, invitation.email) or kept_addresses.is_held(db, invitation.email):
        raise NotFound
    profile.check_name(db, None, details.name, invitation.role)
    if not claim(db, AccountInvitation, _still_open(invitation), {"accepted_at": clock.now()}):
        raise NotFound
    person = _open_account(db, invitation, details, password_hash)
    if invitation.role and _may_still_give(db, invitation.invited_by, invitation.role):
        roles.add(db, person.id, invitation.role, person.country_code if invitation.role == FOCAL_POINT else None)
    audit.record(
        db, person.id, "account_invitation.accepted", f"account_invitation:{invitation.id}", role=invitation.role
    )
    announce(db, PersonJoined(person.id, invitation.invited_by_id))
    return person


def _still_open(invitation: AccountInvitation) -> list[ColumnElement[bool]]:
    return [
        AccountInvitation.id == invitation.id,
        AccountInvitation.accepted_at.is_(None),
        AccountInvitation.withdrawn_at.is_(None),
    ]


def _open_account(db: Db, invitation: AccountInvitation, details: Details, password_hash: str | None) -> Person:
    """A new account, or the closed one of somebody who comes back."""
    person = people.by_email(db, invitation.email)
    if person is None:
        seat = invitation.seat
        person = people_actions.create(db, NewPerson(invitation.email, details.name, seat.country_code, seat.office))
    lock_row(db, invitation.seat)
    closed_at, elsewhere = person.closed_at, person.seat_id != invitation.seat_id
    person.closed_at = None
    person.seat = invitation.seat
    person.password_hash = password_hash
    details.write_on(person)
    db.flush()
    if closed_at:
        announce(db, PersonReturned(person.id, closed_at, elsewhere))
    seats.inherit_empty_seat(db, invitation.invited_by or person, invitation.seat, person)
    return person


def _may_still_give(db: Db, inviter: Person | None, role: str) -> bool:
    """Who invited may have lost the right meanwhile; the command line (None) never does."""
    return inviter is None or (inviter.closed_at is None and may_give_role(db, inviter, role))


def _must_be_new(db: Db, new: NewInvitation) -> None:
    if new.role == FOCAL_POINT and not new.country_code:
        raise Invalid({"country": _("Choose the country this person is focal point for.")})
    if _has_account(db, new.email) or kept_addresses.is_held(db, new.email):
        raise Invalid({"email": _("There is already an account with this email address.")})
    if invitations.open_for(db, None, new.email):
        raise Invalid(
            {"email": _("This email address already has an open invitation. You can send it again from the list.")}
        )


def _has_account(db: Db, email: str) -> bool:
    person = people.by_email(db, email)
    return person is not None and person.closed_at is None


def _must_not_flood(db: Db, actor: Person, email: str) -> None:
    today = select(func.count()).where(AccountInvitation.created_at > clock.now() - timedelta(days=1))
    to_one = today.where(AccountInvitation.email == email.strip().casefold())
    if (db.scalar(to_one) or 0) >= MOST_A_DAY_TO_ONE:
        raise Invalid({"email": _("This email address was invited three times today. Try again tomorrow.")})
    if (db.scalar(today.where(AccountInvitation.invited_by_id == actor.id)) or 0) >= MOST_A_DAY:
        raise Invalid(
            _(
                "You have sent the maximum number of invitations today (%(count)s). Try again tomorrow.",
                count=MOST_A_DAY,
            )
        )


def _stream(invitation: AccountInvitation) -> str:
    return f"account-invitation:{invitation.id}"


def _send(db: Db, invitation: AccountInvitation) -> None:
    inviter = invitation.invited_by
    country = invitation.seat.country
    zone = single_zone(country.zones if country else []) or "UTC"
    outbox.queue(
        db,
        Receiver(invitation.email, invitation.name, invitation.language, zone),
        Mail(
            kind="accounts/invitation",
            dedupe_key=f"{_stream(invitation)}:{invitation.expires_at.isoformat()}",
            stream=_stream(invitation),
            data={
                "path": invitations.join_path(db, inviter, invitation),
                "office": invitation.seat.office,
                "country": country_data(country),
                "inviter": inviter.name if inviter else "",
                "expires_at": invitation.expires_at.isoformat(),
            },
            expires_at=invitation.expires_at,
            priority=PROMPT,
        ),
    )
