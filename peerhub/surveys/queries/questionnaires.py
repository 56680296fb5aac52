"""What somebody sees who holds a link: the questions, and who will read the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.models import NAMED, NamedAnswer, Respondent, Survey
from peerhub.surveys.queries import waiting
from peerhub.surveys.queries.waiting import State
from peerhub.surveys.rules.question_bank import Question
from peerhub.surveys.rules.sides import length_of, questions_for


@dataclass(frozen=True)
class Questionnaire:
    """Whose link it is, and what they are asked. `facilitators`: who looks after the survey, and reads answers by name;
    `is_me`: whether the person themself is signed in, `other`: who else is; `mine`: what the person has answered by name, for
    their own eyes alone; `proof`: for the page that thanks."""

    survey: Survey
    person: Person
    questions: Sequence[Question]
    number: int
    minutes: int
    state: State
    facilitators: Sequence[Person]
    is_me: bool = False
    other: Person | None = None
    mine: Mapping[str, Any] = field(default_factory=dict)
    proof: str = ""

    @property
    def is_named(self) -> bool:
        """Whether answers carry their name."""
        return self.survey.mode == NAMED

    @property
    def is_open(self) -> bool:
        """Whether its time is not over."""
        return self.survey.is_open(clock.now())

    @property
    def is_unread(self) -> bool:
        """Whether nobody is left who would read answers by name: none are taken then."""
        return self.is_named and self.is_open and not self.facilitators

    @property
    def may_answer(self) -> bool:
        """Whether whoever looks at the page can answer, or by name change what they answered."""
        return self.is_open and not self.is_unread and (self.state == "waiting" or (self.is_named and self.is_me))


def by_token(db: Db, token: str, viewer: Person | None = None) -> Questionnaire:
    """Whose link that token is of, and what they are asked. `viewer` is who is signed in. Raises NotFound."""
    mine = access.respondent_of_token(db, token)
    survey = mine.survey
    is_me = viewer is not None and viewer.id == mine.person_id
    questions = questions_for(survey.outcome_code, mine.side, by_name=survey.mode == NAMED)
    questionnaire = Questionnaire(
        survey,
        mine.person,
        questions,
        *length_of(questions),
        waiting.state_of(db, mine),
        access.managers(db, survey.id),
        is_me,
        None if is_me else viewer,
        _by_name(db, mine) if is_me and survey.mode == NAMED else {},
    )
    is_proven = questionnaire.state == "answered" and not questionnaire.is_named
    return replace(questionnaire, proof=access.proof_of_answer(db, mine)) if is_proven else questionnaire


def respondent(db: Db, token: str) -> Person:
    """Whose link it is: the actor where nobody needs to be signed in. Raises NotFound."""
    return access.respondent_of_token(db, token).person


def _by_name(db: Db, mine: Respondent) -> Mapping[str, Any]:
    query = select(NamedAnswer).where(NamedAnswer.survey_id == mine.survey_id, NamedAnswer.person_id == mine.person_id)
    answer = db.scalar(query.execution_options(populate_existing=True))
    return answer.values if answer else {}
