"""Endpoints of surveys."""

from peerhub.base.database.engine import Db
from peerhub.surveys import access
from peerhub.surveys.actions import answering, closing
from tests.cast import Cast
from tests.laws.endpoints import Endpoint
from tests.surveys.arrange import HONEST, SUBJECT, ask, close_now, guests

ENDPOINTS = {
    "surveys.answer": Endpoint(stranger=404, outsider=404, why="The signed token in the mail is the right to answer."),
    "surveys.ask_by_name": Endpoint(stranger=401, outsider=404),
    "surveys.decline": Endpoint(stranger=401, outsider=404),
    "surveys.close": Endpoint(stranger=401, outsider=404),
    "surveys.add_commitment": Endpoint(stranger=404, outsider=404, why="The signed token says whose commitment it is."),
    "surveys.export": Endpoint(stranger=302, outsider=404),
    "surveys.index": Endpoint(stranger=302, outsider=200),
    "surveys.prolong": Endpoint(stranger=401, outsider=404),
    "surveys.protection": Endpoint(stranger=200, outsider=200, why="How answers are protected is no secret."),
    "surveys.results": Endpoint(stranger=302, outsider=404),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """A survey that waits for the secretariat, and one with results."""
    people = guests(db, 8)
    survey = ask(db, [*people, cast.seeker, cast.secretariat], [cast.secretariat])
    for person in people:
        answering.answer(db, person, survey.id, HONEST)
    closing.close_now(db, cast.secretariat, survey.id)
    close_now(db, survey.id)
    other = ask(db, [cast.seeker, cast.secretariat], [cast.secretariat], SUBJECT._replace(id=8))
    token = access.token_for(db, other.id, cast.secretariat.id)
    return {"surveys.results": f"/surveys/{survey.id}/results", "surveys.answer": f"/answer/{token}"}
