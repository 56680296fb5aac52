"""The log in words: every verb that the site writes has a sentence."""

import ast
from pathlib import Path

import pytest
from flask import Flask

import peerhub
from peerhub.base.i18n import reader
from peerhub.base.security import audit
from peerhub.exchanges.rules import PHASES
from peerhub.matching.actions import statements
from peerhub.matching.actions.statements import NEED_STATES, OFFER_STATES
from peerhub.wiring.audit import SENTENCES

# Verbs that are put together from a state.
MADE = {
    *(f"exchange.moved_to_{phase}" for phase in PHASES),
    *(f"need.{statements.verb_of(state)}" for state in NEED_STATES),
    *(f"offer.{statements.verb_of(state)}" for state in OFFER_STATES),
    *(f"proposal.{state}" for state in ("accepted", "declined", "withdrawn", "ended")),
    *("need.stated", "need.edited", "offer.made", "offer.edited"),
}


def written() -> set[str]:
    """The verbs that stand in calls of `audit.record` and `audit.record_all`."""
    found: set[str] = set()
    for path in Path(peerhub.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"audit.record", "audit.record_all"}:
                verb = node.args[2]
                if not isinstance(verb, ast.JoinedStr):
                    found |= {
                        each.value
                        for each in ast.walk(verb)
                        if isinstance(each, ast.Constant) and isinstance(each.value, str)
                    }
    return found


def test_every_verb_has_its_sentence_and_every_sentence_its_verb() -> None:
    assert len(written()) > 20
    assert written() | MADE == set(SENTENCES)


@pytest.mark.parametrize(("language", "sentence"), [("en", "Role given"), ("fr", "Rôle attribué"), ("ar", "مُنح دور")])
def test_a_verb_is_told_in_the_readers_language(app: Flask, language: str, sentence: str) -> None:
    with app.app_context(), reader.in_language(language):
        assert audit.sentence("role.given") == sentence
        assert audit.sentence("moon.landed") == "moon.landed"
