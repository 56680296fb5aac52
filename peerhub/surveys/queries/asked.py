"""What somebody sees who holds a link: the questions, and who will read the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.models import NAMED, NamedAnswer, Respondent, Survey
from peerhub.surveys.queries.waiting import State, state_of
from peerhub.surveys.rules import Question
from peerhub.surveys.rules.sides import length_of, questions_for


@dataclass(frozen=True)
class Asked:
    """Who holds a link, and what they are asked. `readers`: who reads answers by name, empty for an anonymous survey;
    `mine` and `version`: what the person has answered by name; `forgotten`: of how many it is not known any more that they have
    answered, since the machine has been restarted; `proof`: for the page that thanks."""

    survey: Survey
    person: Person
    questions: Sequence[Question]
    number: int
    minutes: int
    state: State
    readers: Sequence[Person] = ()
    mine: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    forgotten: int = 0
    proof: str = ""

    @property
    def is_open(self) -> bool:
        """Whether answers are taken, or by name changed, now."""
        return self.survey.is_open(clock.now())

    @property
    def is_named(self) -> bool:
        """Whether answers carry their name."""
        return self.survey.mode == NAMED


def asked(db: Db, token: str) -> Asked:
    """Who holds the link of that token and what they are asked. Raises NotFound."""
    mine = access.respondent_of_token(db, token)
    survey = mine.survey
    questions = questions_for(survey.outcome_code, mine.side, by_name=survey.mode == NAMED)
    made = Asked(survey, mine.person, questions, *length_of(questions), state_of(db, mine))
    if survey.mode == NAMED:
        return _by_name(db, mine, made)
    if made.state == "answered":
        return replace(made, proof=access.proof_of_answer(db, mine))
    return replace(made, forgotten=store.forgotten(db, survey.store_key))


def person_asked(db: Db, token: str) -> Person:
    """Whose link it is: the actor where nobody needs to be signed in. Raises NotFound."""
    return access.respondent_of_token(db, token).person


def _by_name(db: Db, mine: Respondent, made: Asked) -> Asked:
    found = select(NamedAnswer).where(NamedAnswer.survey_id == mine.survey_id, NamedAnswer.person_id == mine.person_id)
    kept = db.scalar(found.execution_options(populate_existing=True))
    readers = access.managers(db, mine.survey_id)
    with_readers = replace(made, readers=readers)
    return replace(with_readers, mine=kept.values, version=kept.version) if kept else with_readers
