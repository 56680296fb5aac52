"""What happened to surveys. Nobody is told that somebody answered: the moment would be a trace."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class SurveyOpened(Fact):
    """People are asked."""

    survey_id: int


@dataclass(frozen=True)
class SurveyClosed(Fact):
    """No more answers are taken."""

    survey_id: int
