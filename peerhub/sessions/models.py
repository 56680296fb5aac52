"""Exchange sessions, who is invited and what they answered."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, cast, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person
from peerhub.reference.models import Country, Theme
from peerhub.rooms.models.rooms import Room

DRAFT, SCHEDULED, CANCELLED, ENDED = "draft", "scheduled", "cancelled", "ended"
NEEDS_ACTION, ACCEPTED, TENTATIVE, DECLINED = "needs_action", "accepted", "tentative", "declined"
ANSWERS = (ACCEPTED, TENTATIVE, DECLINED)
FACILITATOR, SPEAKER, PARTICIPANT = "facilitator", "speaker", "participant"
SEEKS, PROVIDES, TAKES_PART = "seeks", "provides", "takes_part"
KINDS = ("thematic", "informal", "closing")
NOT_INVITED, FOR_ANOTHER, UNSURE, DELEGATED, WITHDRAWN, CLOSED, NEW_TIME = (
    "not_invited", "for_another", "unsure", "delegated", "withdrawn", "closed", "new_time",
)  # fmt: skip
REQUEST_KINDS = (NOT_INVITED, FOR_ANOTHER, UNSURE, DELEGATED, WITHDRAWN, CLOSED, NEW_TIME)
IS_DUE = text("mail_due IS NOT NULL")


class Session(Model):
    """One exchange session. `uid` and `sequence` are the calendar's (RFC 5545, 5546): the first never changes, the second only grows.

    `starts_at` is the instant; `wall_start`, `zone` and `tzdata` say what was typed and by which rules it became that instant.
    `organizer` is the address that calendars know it by, from the first invitation on; None before that. Where answers are read, each
    person's calendar knows it by an address of its own, made of the same (`queries.calendar_entries.organizer_of`).
    `version` counts up with every UPDATE of the row and with its agenda: subscribed calendars ask for what is newer.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_start", "state", "starts_at"),
        Index("ix_sessions_latest", "starts_at", "id"),
        Index("ix_sessions_creator", "created_by_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str]
    instrument_code: Mapped[str | None] = mapped_column(ForeignKey("instruments.code"))
    theme_code: Mapped[str | None] = mapped_column(ForeignKey("themes.code"))
    title: Mapped[str]
    purpose: Mapped[str]
    outcome_code: Mapped[str] = mapped_column(ForeignKey("outcomes.code"))
    starts_at: Mapped[datetime]
    wall_start: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str]
    tzdata: Mapped[str]
    minutes: Mapped[int]
    join_link: Mapped[str] = mapped_column(default="")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, onupdate=text("version + 1"))
    state: Mapped[str] = mapped_column(default=DRAFT)
    state_changed_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    notes_html: Mapped[str] = mapped_column(default="")
    notes_published_at: Mapped[datetime | None]
    organizer: Mapped[str | None] = mapped_column(String(254))

    theme: Mapped[Theme | None] = relationship(lazy="joined")
    room: Mapped[Room | None] = relationship()

    @property
    def ends_at(self) -> datetime:
        """When it should end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def over_at(self) -> datetime:
        """When it ended, where somebody ended it early; else when it should end."""
        ended = self.state_changed_at if self.state == ENDED else None
        return min(ended, self.ends_at) if ended else self.ends_at


class AgendaItem(Model):
    """One line of the agenda, with the minutes it takes."""

    __tablename__ = "agenda_items"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    position: Mapped[int]
    minutes: Mapped[int]
    title: Mapped[str]
    owner: Mapped[str]


class SessionCountry(Model):
    """A country invited to a session. `part`: seeks, provides, takes_part."""

    __tablename__ = "session_countries"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), primary_key=True)
    part: Mapped[str]

    country: Mapped[Country] = relationship(lazy="joined")


class Invitee(Model):
    """A person invited to a session: as what (facilitator, speaker, participant), what they answered, whether they came.

    `sent_sequence` is the calendar sequence of the last invitation queued for them, None before the first.
    `decline_reason` is for those who run the session.
    `mail_due`: the kind of the email that is still to be written, None where none is; `told_start` is the start of
    which they were told last, for an email about a new time; `notice_due`: whether a line in the bell comes with it.
    `asked_at`: when a new time asked them again; `said_at`: when they last answered on the site, the same again too;
    `reply_sequence` and `reply_stamp` are those of the last reply of their calendar that counted.
    """

    __tablename__ = "invitees"
    __table_args__ = (
        Index("ix_invitees_due", "session_id", "person_id", sqlite_where=IS_DUE, postgresql_where=IS_DUE),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[str]
    response: Mapped[str] = mapped_column(default=NEEDS_ACTION)
    responded_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(default="")
    invited_at: Mapped[datetime]
    sent_sequence: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]
    attended: Mapped[bool | None]
    mail_due: Mapped[str | None]
    told_start: Mapped[datetime | None]
    notice_due: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked_at: Mapped[datetime | None]
    said_at: Mapped[datetime | None]
    reply_sequence: Mapped[int | None]
    reply_stamp: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    session: Mapped[Session] = relationship()


# The stream of the emails to an invitee about the session: they leave in the order in which they were written.
STREAM = "session:" + cast(Invitee.session_id, String) + ":" + cast(Invitee.person_id, String)


class CalendarRequest(Model):
    """What somebody's calendar sent that those who run the session decide on; of one sender and attendee the newest that is surely theirs.

    `kind` is one of REQUEST_KINDS. `sender` wrote the email, `attendee` is whom the answer is for, `response` the answer in it;
    `starts_at` and `ends_at` are a proposed new time, where it was said. `sequence` is the session's when it came.
    `is_sure`: whether the sender is more than written in the email.
    """

    __tablename__ = "calendar_requests"
    __table_args__ = (Index("ix_calendar_requests_sender", "session_id", "sender", "attendee"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    sender: Mapped[str] = mapped_column(String(254))
    attendee: Mapped[str] = mapped_column(String(254))
    kind: Mapped[str]
    response: Mapped[str]
    comment: Mapped[str]
    sequence: Mapped[int]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    is_sure: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def mark(self) -> str:
        """What a page names it by: another answer, or another request that has got its id, has another mark."""
        return f"{self.id} {self.received_at.timestamp()} {self.sender}"


class InviteeNote(Model):
    """What an invited person wrote back to an invitation, for those who run the session."""

    __tablename__ = "invitee_notes"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]
    message_id: Mapped[str] = mapped_column(String(998))
    written_at: Mapped[datetime]


class Reminder(Model):
    """A reminder due some minutes before a start. It names the start it was made for, so a new time voids it.

    From `claimed_at` on its emails are being written; `written_to` is the highest id of a person whose turn has been, None when
    all have had theirs.
    """

    __tablename__ = "session_reminders"
    __table_args__ = (
        UniqueConstraint("session_id", "starts_at", "minutes_before"),
        Index("ix_session_reminders_due", "claimed_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    starts_at: Mapped[datetime]
    minutes_before: Mapped[int]
    due_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    written_to: Mapped[int | None]


class MinutesVersion(Model):
    """What the minutes of a session said from some moment on, the present text included. `written_by_id` is None for what
    was written before versions were kept."""

    __tablename__ = "session_minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    notes: Mapped[str]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]

    written_by: Mapped[Person | None] = relationship()


class FeedToken(Model):
    """A person's revocable right to read one calendar feed without signing in; the address carries a signature of the row."""

    __tablename__ = "feed_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
