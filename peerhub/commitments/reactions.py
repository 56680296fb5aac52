"""What follows from commitments that are due, and from what happens to accounts."""

from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.commitments import access
from peerhub.commitments.actions import commitments
from peerhub.commitments.facts import CommitmentDue, CommitmentOverdue, CommitmentSettled
from peerhub.commitments.models import Commitment
from peerhub.notices.actions import notices
from peerhub.notices.actions.notices import Email
from peerhub.people.facts import SeatHandedOver
from peerhub.people.models import Seat

REMINDER, QUESTION = "commitments/reminder", "commitments/question"


def notify_due(db: Db, fact: CommitmentDue) -> None:
    """Remind whoever made it."""
    _notify(db, db.get_one(Commitment, fact.commitment_id), REMINDER)


def notify_overdue(db: Db, fact: CommitmentOverdue) -> None:
    """Ask whoever made it what came of it."""
    _notify(db, db.get_one(Commitment, fact.commitment_id), QUESTION)


def settle(db: Db, fact: CommitmentSettled) -> None:
    """Ask no more for what was answered, and remind of no former day."""
    notices.settle(db, (REMINDER, QUESTION), _subject(db.get_one(Commitment, fact.commitment_id)))


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """Pass the leaver's open commitments to the successor."""
    commitments.hand_over(db, fact.from_id, fact.to_id, db.get_one(Seat, fact.seat_id).country_code)


def _notify(db: Db, commitment: Commitment, kind: str) -> None:
    """Notify by email too, once for each time that it is due; nobody whose account is closed."""
    if commitment.person.closed_at is not None:
        return
    data = {
        "text": commitment.text,
        "with_whom": commitment.with_whom,
        "due_on": commitment.due_on.isoformat(),
        "path": access.mailed_path(db, commitment),
    }
    due = commitment.reminded_at if kind == REMINDER else commitment.asked_at
    version = f"{data['due_on']}:{due.isoformat() if due else ''}"
    notices.notify(db, [commitment.person_id], kind, _subject(commitment), data, email=Email(version=version))


def _subject(commitment: Commitment) -> Subject:
    return Subject("commitment", commitment.id, commitment.text, f"/commitments/{commitment.id}")
