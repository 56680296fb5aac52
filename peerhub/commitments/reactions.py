"""What follows from commitments that are due, and from what happens to accounts."""

from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.commitments import access
from peerhub.commitments.actions import commitments
from peerhub.commitments.facts import CommitmentDue, CommitmentOverdue
from peerhub.commitments.models import Commitment
from peerhub.notices.actions import notices
from peerhub.notices.actions.notices import Email
from peerhub.people.facts import SeatHandedOver
from peerhub.people.models import Seat


def notify_due(db: Db, fact: CommitmentDue) -> None:
    """Remind whoever made it."""
    _notify(db, db.get_one(Commitment, fact.commitment_id), "commitments/reminder")


def notify_overdue(db: Db, fact: CommitmentOverdue) -> None:
    """Ask whoever made it what came of it."""
    _notify(db, db.get_one(Commitment, fact.commitment_id), "commitments/question")


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """Pass the leaver's open commitments to the successor."""
    commitments.hand_over(db, fact.from_id, fact.to_id, db.get_one(Seat, fact.seat_id).country_code)


def _notify(db: Db, commitment: Commitment, kind: str) -> None:
    """Notify by email too, once for each day that was set; nobody whose account is closed."""
    if commitment.person.closed_at is not None:
        return
    about = Subject("commitment", commitment.id, commitment.text, f"/commitments/{commitment.id}")
    day = commitment.due_on.isoformat()
    data = {
        "text": commitment.text,
        "with_whom": commitment.with_whom,
        "due_on": day,
        "path": access.mailed_path(db, commitment),
    }
    notices.notify(db, [commitment.person_id], kind, about, data, email=Email(version=day))
