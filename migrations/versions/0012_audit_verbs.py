"""audit: one grammar for verbs: the thing, a dot, what was done to it

Mails about accounts carry the name of their domain. The keys of forms belong to what any site needs, which knows no people: they
name whoever asked by a number alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

VERBS = {
    "ask_by_name": "survey.asked_by_name",
    "close_survey": "survey.closed",
    "closed poll": "poll.closed",
    "country.changed": "country.edited",
    "country.holiday_struck": "country.holiday_removed",
    "country.holiday_forgotten": "country.holiday_restored",
    "decline_survey": "survey.declined",
    "exchange.add_person": "exchange.person_added",
    "exchange.closed": "exchange.moved_to_closed",
    "exchange.exchange": "exchange.moved_to_exchange",
    "exchange.follow_up": "exchange.moved_to_follow_up",
    "exchange.goal": "exchange.goal_edited",
    "exchange.open": "exchange.opened",
    "exchange.plan_session": "exchange.session_added",
    "exchange.prepare": "exchange.moved_to_prepare",
    "exchange.remove_person": "exchange.person_removed",
    "exported room": "room.exported",
    "exported thread": "thread.exported",
    "invitation.accepted": "account_invitation.accepted",
    "invitation.sent": "account_invitation.sent",
    "invitation.sent_again": "account_invitation.sent_again",
    "invitation.withdrawn": "account_invitation.withdrawn",
    "locked thread": "thread.locked",
    "mail.tried_again": "mail.sent_again",
    "named language": "message.language_set",
    "need.edit": "need.edited",
    "need.open": "need.reopened",
    "need.state": "need.stated",
    "offer.edit": "offer.edited",
    "offer.make": "offer.made",
    "offer.open": "offer.reopened",
    "proposal.invite": "proposal.made",
    "prolong_survey": "survey.prolonged",
    "removed message": "message.removed",
    "room.facilitator_dismissed": "room.facilitator_removed",
    "room.facilitator_named": "room.facilitator_added",
    "session.attendance": "session.attendance_recorded",
    "session.invited": "session.invitations_sent",
    "session.withdrew": "session.invitation_withdrawn",
    "unlocked thread": "thread.unlocked",
}
KINDS = {"people/invitation": "accounts/invitation", "people/sign_in_link": "accounts/sign_in_link"}


def upgrade() -> None:
    """Apply."""
    audit, mails = (
        sa.table("audit", sa.column("verb"), sa.column("subject")),
        sa.table("outgoing_mails", sa.column("kind")),
    )
    for before, after in VERBS.items():
        op.execute(sa.update(audit).where(audit.c.verb == before).values(verb=after))
    of_account = audit.c.subject.startswith("invitation:")
    op.execute(sa.update(audit).where(of_account).values(subject=sa.literal("account_") + audit.c.subject))
    with op.batch_alter_table("sent_keys") as batch:
        batch.drop_constraint(op.f("fk_sent_keys_person_id_people"), type_="foreignkey")
    for before, after in KINDS.items():
        op.execute(sa.update(mails).where(mails.c.kind == before).values(kind=after))
