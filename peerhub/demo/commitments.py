"""What offices of the demonstration committed to do, and how it went."""

from datetime import datetime, timedelta

from peerhub.base.subject import Subject
from peerhub.commitments.actions import commitments
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.models import OPEN
from peerhub.demo import sessions
from peerhub.demo.play import HOUR, Row, Scenario, read
from peerhub.exchanges.models import Exchange
from peerhub.sessions.models import Session
from peerhub.surveys.actions import answering

THOUGHT_OVER = timedelta(hours=8)


def plan(play: Scenario) -> None:
    """Plan all commitments and how they went."""
    for row in read("commitments")["commitments"]:
        play.at(_promised_at(play, row), _promise, row)


def _promised_at(play: Scenario, row: Row) -> datetime:
    """The data counts days, sessions count working days: a commitment is made after its subject, whatever day it is today."""
    kind, key = _origin(row)
    if kind == "exchange":
        return play.moment(row)
    session = next(item for item in read("sessions")["sessions"] if item["key"] == key)
    if kind == "survey":  # by then everybody has answered
        return max(play.moment(row), sessions.answered_by(play, session) + THOUGHT_OVER)
    return max(play.moment(row), sessions.end_of(play, session) + THOUGHT_OVER)


def _origin(row: Row) -> tuple[str, str]:
    ((kind, key),) = row["from"].items()
    return kind, key


def _promise(play: Scenario, row: Row) -> None:
    kind, key = _origin(row)
    actor = play.people[row["by"]]
    new = NewCommitment(row["text"], row["with_whom"] or "", play.day(row["due"]["days"]))
    if kind == "survey":
        commitment = answering.add_commitment(play.db, actor, sessions.survey_of(play, key), new)
    else:
        commitment = commitments.make(play.db, actor, new, _subject(play, kind, key))
    if row["state"] != OPEN:
        at = play.now + timedelta(days=row["due"]["days"]) - HOUR
        play.at(at, _answer, row, commitment.id)


def _subject(play: Scenario, kind: str, key: str) -> Subject:
    subject_id = play.id(kind, key)
    if kind == "exchange":
        return Subject(kind, subject_id, play.db.get_one(Exchange, subject_id).subject, f"/exchanges/{subject_id}")
    return Subject(kind, subject_id, play.db.get_one(Session, subject_id).title, f"/sessions/{subject_id}")


def _answer(play: Scenario, row: Row, commitment_id: int) -> None:
    note_and_obstacle = row.get("note", ""), row.get("obstacle")
    commitments.answer(play.db, play.people[row["by"]], commitment_id, row["state"], *note_and_obstacle)
