"""In which language a message is: told by the machine, corrected by people, shown to those who do not read it."""

from typing import Any

import pytest

from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Invalid, NotAllowed
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.messages import Message
from tests.cast import Cast
from tests.rooms.arrange import Place, build
from tests.support.forms import submit

FRENCH = "Combien a coûté la première année, et qui a payé l’enquête ?"
SPANISH = "¿Cuánto costó el primer año y quién pagó la encuesta?"


def test_told_by_the_text_until_somebody_says_it(db: Db, cast: Cast) -> None:
    here = build(db, cast)
    provider, facilitator = db.merge(cast.provider), db.merge(cast.facilitator)
    message = db.get_one(Message, messages.post(db, provider, here.thread, Draft(FRENCH)).id)
    assert (message.language, message.language_set) == ("fr", False)
    messages.edit(db, provider, message.id, SPANISH)
    assert message.language == "es"
    for _twice in range(2):
        messages.set_language(db, facilitator, message.id, "ay")
    messages.edit(db, provider, message.id, FRENCH)
    assert (message.language, message.language_set) == ("ay", True)
    with pytest.raises(NotAllowed):
        messages.set_language(db, db.merge(cast.seeker), message.id, "en")
    with pytest.raises(Invalid):
        messages.set_language(db, provider, message.id, "<script>")
    named = db.get_one(Message, messages.post(db, provider, here.thread, Draft(FRENCH, language="ht")).id)
    assert (named.language, named.language_set) == ("ht", True)


def test_said_by_form_and_shown_to_those_who_do_not_read_it(
    browse: Any, cast: Cast, place: Place, database: Database
) -> None:
    with database.transaction() as db:
        posted = messages.post(db, db.merge(cast.provider), place.thread, Draft(FRENCH))
    path, endpoint = f"/threads/{place.thread}", f"/messages/{posted.id}/language"
    reader, writer = browse(cast.seeker), browse(cast.provider)
    label = '<span data-language="fr">language: French</span>'
    assert label in reader.get(path).text
    assert '<div class="prose" dir="auto" lang="fr"' in reader.get(path).text
    assert reader.get(endpoint).status_code == 403
    assert submit(writer, endpoint, language="en").status_code == 302
    assert label not in reader.get(path).text
    assert submit(writer, endpoint, language="fr").status_code == 302
    with database.transaction() as db:
        db.merge(cast.seeker).working_languages = ["fr"]
    assert label not in reader.get(path).text
    assert submit(writer, endpoint, language="../x").status_code == 422
