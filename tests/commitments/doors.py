"""Doors of commitments."""

from datetime import timedelta

from peerhub.base.database.engine import Db
from peerhub.commitments import actions
from peerhub.commitments.actions import Promise
from peerhub.commitments.rules import Subject
from tests.cast import Cast
from tests.conftest import NOW
from tests.laws.doors import Door

DOORS = {
    "commitments.answer": Door(stranger=401, outsider=404),
    "commitments.edit": Door(stranger=302, outsider=404),
    "commitments.export": Door(stranger=302, outsider=200),
    "commitments.index": Door(stranger=302, outsider=200),
    "commitments.new": Door(stranger=302, outsider=200),
    "commitments.show": Door(stranger=302, outsider=404),
    "commitments.take_up": Door(stranger=401, outsider=404),
    "commitments.withdraw": Door(stranger=401, outsider=404),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """A promise of the seeker's."""
    subject = Subject("session", 7, "Metadata for local music", "/sessions/7")
    promise = Promise("Ask for figures", "the regulator", (NOW + timedelta(days=40)).date())
    made = actions.promise(db, cast.seeker, promise, subject)
    return {"commitments.show": f"/commitments/{made.id}", "commitments.edit": f"/commitments/{made.id}/edit"}
