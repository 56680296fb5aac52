"""Verbs about sessions, split by what they do it to."""

from peerhub.sessions.actions.afterwards import (
    end_due,
    end_session,
    join,
    join_from_mail,
    note_attendance,
    save_minutes,
)
from peerhub.sessions.actions.answers import respond, respond_from_mail
from peerhub.sessions.actions.changes import cancel_session, change_session, withdraw
from peerhub.sessions.actions.drafts import create_draft, delete_draft, draft_for
from peerhub.sessions.actions.feeds import create_feed, revoke_feed
from peerhub.sessions.actions.plans import AgendaLine, Plan
from peerhub.sessions.actions.reminding import remind_next
from peerhub.sessions.actions.sending import send_invitations

__all__ = [
    "AgendaLine",
    "Plan",
    "cancel_session",
    "change_session",
    "create_draft",
    "create_feed",
    "delete_draft",
    "draft_for",
    "end_due",
    "end_session",
    "join",
    "join_from_mail",
    "note_attendance",
    "remind_next",
    "respond",
    "respond_from_mail",
    "revoke_feed",
    "save_minutes",
    "send_invitations",
    "withdraw",
]
