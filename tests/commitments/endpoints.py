"""Endpoints of commitments."""

from datetime import timedelta

from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.commitments import access
from peerhub.commitments.actions import commitments
from peerhub.commitments.actions.commitments import NewCommitment
from tests.cast import NOW, Cast
from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "commitments.answer": Endpoint(stranger=401, outsider=404),
    "commitments.by_email": Endpoint(stranger=404, outsider=404, why="The signed token says whose commitment it is."),
    "commitments.edit": Endpoint(stranger=302, outsider=404),
    "commitments.export": Endpoint(stranger=302, outsider=200),
    "commitments.index": Endpoint(stranger=302, outsider=200),
    "commitments.new": Endpoint(stranger=302, outsider=200),
    "commitments.show": Endpoint(stranger=302, outsider=404),
    "commitments.reopen": Endpoint(stranger=401, outsider=404),
    "commitments.withdraw": Endpoint(stranger=401, outsider=404),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """A promise of the seeker's."""
    subject = Subject("session", 7, "Metadata for local music", "/sessions/7")
    promise = NewCommitment("Ask for figures", "the regulator", (NOW + timedelta(days=40)).date())
    made = commitments.make(db, cast.seeker, promise, subject)
    by_email = access.mailed_path(db, made)
    return {
        "commitments.by_email": by_email,
        "commitments.show": f"/commitments/{made.id}",
        "commitments.edit": f"/commitments/{made.id}/edit",
    }
