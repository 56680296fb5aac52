"""What an invited person writes back to an invitation: a note to those who run the session, who may delete it."""

from datetime import datetime

from sqlalchemy import func, select

from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import NotFound
from peerhub.base.facts import announce
from peerhub.base.text.plain import many_lines
from peerhub.people.models import Person
from peerhub.sessions.access import session_to_run
from peerhub.sessions.facts import NoteReceived
from peerhub.sessions.models import DRAFT, Invitee, InviteeNote, Session

LONGEST_NOTE, MOST_NOTES = 2_000, 10  # characters; notes of one person about one session


def keep_note(
    db: Db, session_id: int, person_id: int, text: str, *, message_id: str, written_at: datetime
) -> InviteeNote | None:
    """Keep what somebody wrote, shortened where it is long. None where it is kept already, where nothing is written, where they are
    not invited, or where they have written too many."""
    invitee, plain = db.get(Invitee, (session_id, person_id)), many_lines(text)
    if (
        invitee is None
        or invitee.withdrawn_at is not None
        or not plain
        or db.get_one(Session, session_id).state == DRAFT
    ):
        return None
    lock_row(db, invitee)  # whoever keeps the same email waits
    mine = InviteeNote.session_id == session_id, InviteeNote.person_id == person_id
    if db.scalar(select(InviteeNote.id).where(*mine, InviteeNote.message_id == message_id)) is not None:
        return None
    if db.scalars(select(func.count()).select_from(InviteeNote).where(*mine)).one() >= MOST_NOTES:
        return None
    short = plain if len(plain) <= LONGEST_NOTE else plain[: LONGEST_NOTE - 1].rstrip() + "…"
    note = InviteeNote(
        session_id=session_id, person_id=person_id, text=short, message_id=message_id[:998], written_at=written_at
    )
    db.add(note)
    db.flush()
    announce(db, NoteReceived(session_id, person_id))
    return note


def delete(db: Db, actor: Person, session_id: int, note_id: int) -> None:
    """Delete a note, for those who run the session. Raises NotFound."""
    session = session_to_run(db, actor, session_id)
    note = db.get(InviteeNote, note_id)
    if note is None or note.session_id != session.id:
        raise NotFound
    db.delete(note)
