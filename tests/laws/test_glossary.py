"""One term is one word: a catalogue says what peerhub/translations/glossary.csv says, wherever English says the term.

Of the glossary's columns, `english` is what counts as the term in a sentence of the source, `…_stems` what its translation has one of,
and `…_never` what it has none of: patterns all three. A term without `english` is there to be read only.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tools.words import CATALOGUES

CHECKED = ("fr", "es", "ar")
READ = ("fr", "es", "ar", "ru", "zh")
NO_WORDS = re.compile(r"%\(\w+\)s|%%|<code\b.*?</code>|<[^>]+>", re.DOTALL)
VOWELS = re.compile("[\u0640\u064b-\u0652]")  # Arabic is written with or without them: فريق and فريقًا
# What is no term, though it has the word, with the reason; it is left out of the source before a term is looked for.
NO_TERMS = {
    "field offices": "UNESCO’s own abroad have a name of their own",
    "the field in question": "nothing is asked",
    "before the meeting": "in person, not the call of a session",
    "need and your message": "a letter to another team, not a message of a thread",
    "short message to the other team": "the same letter",
}
# What a word is about, by its context, where it is not the term.
NO_TERMS_ABOUT = {("message", "proposal"): "a letter to another team, not a message of a thread"}


class Term(NamedTuple):
    """A line of the glossary, for one language."""

    term: str
    english: re.Pattern[str]
    stems: re.Pattern[str]
    never: re.Pattern[str] | None


def lines() -> list[dict[str, str]]:
    """The glossary as it is written."""
    return list(csv.DictReader((CATALOGUES / "glossary.csv").read_text("utf-8").splitlines(), strict=True))


def terms(language: str) -> list[Term]:
    """The terms that are looked for in a language."""
    return [
        Term(
            row["term"],
            re.compile(rf"(?<![\w-])(?:{row['english']})(?![\w-])", re.IGNORECASE),
            re.compile(row[f"{language}_stems"], re.IGNORECASE),
            re.compile(row[f"{language}_never"], re.IGNORECASE) if row[f"{language}_never"] else None,
        )
        for row in lines()
        if row["english"]
    ]


@cache
def catalogue(language: str) -> Catalog:
    """A catalogue of the site."""
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale=language)


def forms(words: Any) -> list[str]:
    """A sentence, or each of its plural forms, without what is filled in. The Arabic form of nought may turn it: not that one."""
    found = [NO_WORDS.sub("…", each) for each in ([words] if isinstance(words, str) else words)]
    return found[1:] if len(found) == 6 else found


def strays(language: str, messages: Iterable[Message]) -> Iterator[tuple[str, str, str]]:
    """Where a sentence says a term by another word: the term, the source, and the translation."""
    looked_for = terms(language)
    for message in messages:
        english = forms(message.id)[0]
        for phrase in NO_TERMS:
            english = english.replace(phrase, "…")
        for term in looked_for:
            if not term.english.search(english) or (term.term, message.context) in NO_TERMS_ABOUT:
                continue
            for said in forms(message.string):
                plain = VOWELS.sub("", said)
                if not term.stems.search(plain) or (term.never and term.never.search(plain)):
                    yield (term.term, english, said)
                    break


@pytest.mark.parametrize("language", CHECKED)
def test_a_term_is_said_by_its_word(language: str) -> None:
    assert list(strays(language, [message for message in catalogue(language) if message.id])) == []


@pytest.mark.parametrize(
    ("language", "english", "said", "found"),
    [
        ("fr", "The survey is closed.", "L’enquête est close.", ["survey"]),
        ("fr", "The survey is closed.", "L’enquête, un questionnaire, est close.", ["survey"]),
        ("fr", "The survey is closed.", "Le questionnaire est clos.", []),
        ("fr", ("%(num)s session", "%(num)s sessions"), ("%(num)s séance", "%(num)s sessions"), ["session"]),
        ("es", "Start a poll", "Iniciar una votación", ["poll"]),
        ("es", "Write %(poll)s: surveyors", "Escriba %(poll)s", []),
        ("ar", "Roadmap", "خارطة الطريق", ["roadmap"]),
        ("ar", "Roadmap", "خَريطة الطريق", []),
    ],
)
def test_a_stray_word_is_found(language: str, english: Any, said: Any, found: list[str]) -> None:
    assert [term for term, *_rest in strays(language, [Message(english, said)])] == found


def test_a_term_has_one_line_and_one_word_in_each_language() -> None:
    glossary = lines()
    assert {row["term"]: row for row in glossary}.keys() == {row["term"] for row in glossary}
    for name in ("term", *READ):
        said = [row[name] for row in glossary]
        assert [each for each in said if not each or said.count(each) > 1] == [], name
    for row in glossary:
        assert None not in row.values(), row["term"]
        assert bool(row["english"]) == all(row[f"{language}_stems"] for language in CHECKED), row["term"]


def test_a_term_in_the_glossary_keeps_to_its_own_patterns() -> None:
    for language in CHECKED:
        words = {row["term"]: VOWELS.sub("", row[language]) for row in lines()}
        assert [term.term for term in terms(language) if not term.stems.search(words[term.term])] == []
        assert [term.term for term in terms(language) if term.never and term.never.search(words[term.term])] == []


def test_no_exception_is_idle() -> None:
    """An exception whose sentence is gone hides what comes later."""
    english = "\n".join(forms(message.id)[0] for message in catalogue("fr") if message.id)
    assert [phrase for phrase in NO_TERMS if phrase not in english] == []
    about = {(row["term"], message.context) for row in lines() for message in catalogue("fr")}
    assert [each for each in NO_TERMS_ABOUT if each not in about] == []
