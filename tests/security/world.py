"""Something of every kind, and how to stand before each of its endpoints."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import func
from werkzeug.routing import Rule

from peerhub.accounts.actions import addresses as address_actions
from peerhub.accounts.actions import invitations as invitation_actions
from peerhub.accounts.actions.invitations import NewInvitation
from peerhub.accounts.queries import addresses, invitations, kept_addresses
from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.commitments import access as commitment_access
from peerhub.commitments.actions import commitments
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.models import Commitment
from peerhub.exchanges.models import Exchange
from peerhub.incoming.actions import store
from peerhub.notices import access as notice_access
from peerhub.notices.actions import notices
from peerhub.notices.models import Notice
from peerhub.people.models import Role
from peerhub.rooms import access as rooms_access
from peerhub.rooms.actions import mailed, messages, threads
from peerhub.rooms.actions.mailed import Reply
from peerhub.rooms.models.mailed import MailedReply
from peerhub.rooms.rules import UNKNOWN_SENDER
from peerhub.sessions import access as sessions
from peerhub.sessions.actions import feeds, notes
from peerhub.surveys import access as surveys
from peerhub.surveys.actions import opening
from tests.cast import Cast
from tests.exchanges.arrange import opened
from tests.sessions.arrange import scheduled

SECRET = "Kept among Jamaica and Chile"  # stands wherever only these two may read


@dataclass(frozen=True)
class World:
    """Ids of the private things by the names that endpoints give them, and signed links of the seeker by endpoint."""

    ids: dict[str, int]
    tokens: dict[str, str] = field(default_factory=dict)

    def path(self, rule: Rule) -> str:
        """The address of an endpoint before something that exists."""
        values: dict[str, Any] = {name: self._value(rule, name) for name in rule.arguments}
        _host, path = rule.build(values) or ("", "")
        return path

    def _value(self, rule: Rule, name: str) -> int | str:
        if name == "code":
            return "JM" if rule.rule.startswith("/countries") else "discoverability_access"
        if name == "token":
            return self.tokens.get(rule.endpoint, "none")
        return self.ids.get(name, 1) if name.endswith("_id") else "none"


def build(db: Db, cast: Cast) -> World:
    """Make it all."""
    exchange = opened(db, cast)
    exchange.goal = SECRET
    session = scheduled(db, cast, title=f"{SECRET}: session", countries={"JM": "seeks", "CL": "provides"})
    invitation = invitation_actions.invite(
        db, cast.focal_point, NewInvitation("new.office@cast.example", "Archives", "JM", "Archives")
    )
    asked = [(cast.seeker.id, "seeker"), (cast.provider.id, "provider")]
    subject = Subject("session", session.id, session.title, f"/sessions/{session.id}")
    survey = opening.open_survey(db, subject, "new_knowledge", asked, [cast.facilitator.id], session.created_at)
    assert survey
    opening.ask_by_name(db, cast.facilitator, survey.id)
    promise = commitments.make(db, cast.seeker, NewCommitment(SECRET, "Chile", session.starts_at.date()), subject)
    feed = feeds.create(db, cast.seeker)
    note = notes.keep_note(
        db, session.id, cast.seeker.id, SECRET, message_id="<note@jamaica.example>", written_at=session.created_at
    )
    assert note
    private = _thread(db, cast, exchange)
    notices.notify(
        db, [cast.seeker.id], "exchanges/added", Subject("page", 1, "", "/"), {"seeker": "Jamaica", "subject": SECRET}
    )
    need = exchange.need
    assert need
    store.note_too_large(db, "replies@peerhub.example", "a mailbox", 1)
    reply = mailed.receive(
        db, cast.seeker, private["thread_id"], Reply(SECRET, "key", "somebody@else.example", UNKNOWN_SENDER)
    )
    assert isinstance(reply, MailedReply)
    ids = private | {
        "exchange_id": exchange.id,
        "session_id": session.id,
        "note_id": note.id,
        "need_id": need.id,
        "offer_id": 1,
        "proposal_id": 1,
        "survey_id": survey.id,
        "commitment_id": promise.id,
        "invitation_id": invitation.id,
        "feed_id": feed.id,
        "notice_id": db.query(func.max(Notice.id)).filter_by(person_id=cast.seeker.id).scalar() or 0,
        "person_id": cast.provider.id,
        "seat_id": cast.provider.seat_id or 0,
        "role_id": db.query(Role).filter_by(person_id=cast.provider_focal_point.id).one().id,
        "mail_id": 1,
        "reply_id": reply.id,
    }
    return World(ids, _links(db, cast, ids, invitations.join_path(db, None, invitation), sessions.feed_path(db, feed)))


def _thread(db: Db, cast: Cast, exchange: Exchange) -> dict[str, int]:
    assert exchange.room_id
    new = threads.NewThread(f"{SECRET}: thread", "question", messages.Draft(f"{SECRET}: message"))
    posted = threads.start(db, cast.seeker, exchange.room_id, new)
    return {"room_id": exchange.room_id, "thread_id": posted.thread_id, "message_id": posted.id}


def _links(db: Db, cast: Cast, ids: dict[str, int], join: str, feed: str) -> dict[str, str]:
    answer = surveys.token_for(db, ids["survey_id"], cast.seeker.id)
    invitation = sessions.invitation_path(db, ids["session_id"], cast.seeker.id).rpartition("/")[2]
    stop = notice_access.stop_path(db, cast.seeker.id, ["mentions"]).rpartition("/")[2]
    reply = rooms_access.mailed_reply_path(db, db.get_one(MailedReply, ids["reply_id"])).rpartition("/")[2]
    promise = db.get_one(Commitment, ids["commitment_id"])
    change = address_actions.ask(db, cast.seeker, "another.address@cast.example")
    address = addresses.confirm_path(db, cast.seeker, change).rpartition("/")[2]
    return {
        "commitments.by_email": commitment_access.mailed_path(db, promise).rpartition("/")[2],
        "rooms.mailed_reply": reply,
        "rooms.discard_mailed_reply": reply,
        "surveys.answer": answer,
        "surveys.add_commitment": answer,
        "sessions.invitation": invitation,
        "sessions.answer_invitation": invitation,
        "sessions.meeting": invitation,
        "sessions.join_from_mail": invitation,
        "sessions.feed": feed.rpartition("/")[2].removesuffix(".ics"),
        "notices.stop_emails": stop,
        "notices.stop_or_resume_emails": stop,
        "accounts.join": join.rpartition("/")[2],
        "accounts.new_address": address,
        "accounts.confirm_address": address,
        "accounts.keep_old_address": kept_addresses.keep_path(db, change).rpartition("/")[2],
    }


def endpoints(app: Flask, method: str) -> list[Rule]:
    """The endpoints that take that method; those of the demonstration's own clock are left out."""
    rules = (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()))
    return sorted((rule for rule in rules if not rule.endpoint.startswith("demo.")), key=lambda rule: rule.rule)
