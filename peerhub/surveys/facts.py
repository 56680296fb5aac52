"""What happened to surveys. No fact says that somebody answered: its time would be a trace."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class SurveyOffered(Fact):
    """So few came that they can only be asked by name; the facilitator chooses."""

    survey_id: int


@dataclass(frozen=True)
class SurveyClosed(Fact):
    """No more answers are taken, and what may be shown is published."""

    survey_id: int


@dataclass(frozen=True)
class SurveyOpened(Fact):
    """Some of the people who are asked were sent the email that it is open."""

    survey_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class SurveyPublished(Fact):
    """It is some people's turn to be notified that the results are there."""

    survey_id: int
    person_ids: tuple[int, ...]
