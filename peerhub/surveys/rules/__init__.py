"""Rules of surveys: `bank` what is asked, `reading` what is accepted, `shown` what may be shown, `window` when.

Pure: no database, no Flask.
"""

from peerhub.surveys.rules.bank import BANK, QUOTE, Choice, Outcome, Question, Side, session_reflection
from peerhub.surveys.rules.reading import Problem, Reading, Value, read_answers
from peerhub.surveys.rules.shown import HIDDEN_WORDS, QuestionResult, results, suppress

__all__ = [
    "BANK",
    "HIDDEN_WORDS",
    "QUOTE",
    "Choice",
    "Outcome",
    "Problem",
    "Question",
    "QuestionResult",
    "Reading",
    "Side",
    "Value",
    "read_answers",
    "results",
    "session_reflection",
    "suppress",
]
