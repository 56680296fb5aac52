"""The bank of questions and the questionnaires made of it.

A question's key is stored with each answer and never changes its meaning: new words with another sense get a new key.
Scales run from 1 to 5. Levels are the first two of Kirkpatrick (reaction, learning) and four of our own; commitments ask
what came of it.
"""

from dataclasses import dataclass
from typing import Final, Literal

from peerhub.base.i18n.marks import N_

Kind = Literal["scale", "single", "multiple", "text", "date"]
Outcome = Literal[
    "new_knowledge", "enhanced_skills", "improved_consensus", "enhanced_connectivity", "new_improved_actions"
]  # as in data/instruments.yaml
Side = Literal["seeker", "provider"]

SCALE: Final = (1, 2, 3, 4, 5)
LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from: a stable key and words to translate."""

    key: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with a stable key and words to translate; `low` and `high` label the ends of a scale."""

    key: str
    kind: Kind
    words: str
    level: str
    outcome: Outcome | None = None
    low: str = ""
    high: str = ""
    choices: tuple[Choice, ...] = ()
    longest: int = LONGEST
    required: bool = False


# Codes of the toolkit's list of obstacles, in our own words.
OBSTACLES: Final = (
    Choice("instability", N_("Political or economic instability")),
    Choice("admin_instability", N_("Officials and responsibilities change often")),
    Choice("complexity", N_("Many actors, hard to see through")),
    Choice("interests", N_("Interests that do not fit together")),
    Choice("mistrust", N_("Mistrust between those involved")),
    Choice("commitment", N_("Little political commitment")),
    Choice("language", N_("No shared working language")),
    Choice("rapport", N_("Hard to get to know each other online")),
    Choice("weak_links", N_("Weak links between government, civil society and business")),
    Choice("low_response", N_("People do not answer when consulted")),
    Choice("connectivity", N_("Costly or unreliable connection, no suitable device")),
    Choice("time_zones", N_("Time zones and clashing schedules")),
    Choice("resources", N_("Not enough time or money")),
    Choice("side_of_desk", N_("It is no one’s official task")),
    Choice("no_expert", N_("No suitable expert")),
    Choice("no_show", N_("People do not come to training or consultation")),
    Choice("no_evaluation", N_("No common way to show what it brings")),
)

QUOTE: Final = Question(
    key="quote",
    kind="multiple",
    words=N_("May we show your own words to the facilitator?"),
    level="consent",
    choices=(Choice("yes", N_("Yes, without my name or country")),),
)


def _scale(key: str, words: str, level: str, outcome: Outcome | None = None, required: bool = False) -> Question:
    low, high = N_("I disagree"), N_("I agree")
    return Question(
        key=key, kind="scale", words=words, level=level, outcome=outcome, low=low, high=high, required=required
    )


def _text(key: str, words: str, level: str, outcome: Outcome | None = None) -> Question:
    return Question(key=key, kind="text", words=words, level=level, outcome=outcome)


def _pick(key: str, words: str, level: str, choices: tuple[Choice, ...]) -> Question:
    return Question(key=key, kind="multiple", words=words, level=level, choices=choices)


ACCESS: Final = (
    Choice("language", N_("Language")),
    Choice("time", N_("Time")),
    Choice("connection", N_("Connection")),
)

BANK: Final = {
    question.key: question
    for question in (
        _scale("Q1", N_("I can use what I heard in my own work."), "reaction", required=True),
        _scale("Q2", N_("The session fitted the need we had stated."), "reaction"),
        _scale("Q3", N_("I understand the subject better than before."), "learning", "new_knowledge"),
        _scale("Q4", N_("I feel able to try one thing I saw."), "learning", "enhanced_skills"),
        _scale("Q5", N_("Our team has a clearer common view."), "group", "improved_consensus"),
        _scale("Q6", N_("I know whom to contact in the other country."), "group", "enhanced_connectivity"),
        _scale("Q7", N_("Language, time and connection let me take part fully."), "access"),
        _pick("Q7a", N_("If not: what made it hard?"), "access", ACCESS),
        _text("R1", N_("What did I learn that I did not expect?"), "reflection"),
        _text("R2", N_("What does our country do that the others could use?"), "reflection"),
        _text("R2a", N_("What did we learn ourselves?"), "reflection"),
        _text("R3", N_("What will I do next, by when, with whom?"), "reflection", "new_improved_actions"),
        _pick("R4", N_("What would stop me?"), "reflection", OBSTACLES),
    )
}

_OUTCOME_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "new_knowledge": ("Q3",),
    "enhanced_skills": ("Q4",),
    "improved_consensus": ("Q5",),
    "enhanced_connectivity": ("Q6",),
    "new_improved_actions": (),  # R3, which everybody is asked
}


def session_reflection(outcome: str, side: str = "seeker") -> tuple[Question, ...]:
    """What to ask after a session, by the outcome it was meant to bring: at most eight questions, and consent.

    Providers are asked what they learned themselves and what others could use, for an exchange is two-way.
    Raises KeyError for an unknown `outcome` (Outcome) or `side` (Side).
    """
    middle = _OUTCOME_KEYS[outcome]
    keys = {
        "seeker": ("Q1", "Q2", *middle, "Q7", "Q7a", "R1", "R3", "R4"),
        "provider": ("Q1", *middle, "Q7", "Q7a", "R2a", "R2", "R3", "R4"),
    }
    return (*(BANK[key] for key in keys[side]), QUOTE)
