"""No form speaks in the words of its library: every error is one of our own sentences, in the reader's language."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict

from peerhub.base.forms.error_messages import OURS, Sentences
from peerhub.base.forms.form import Form
from peerhub.base.i18n import reader
from tests.base.forms.arrange import all_forms

pytestmark = pytest.mark.one_database

ARABIC = re.compile("[\u0600-\u06ff]")


def sentences_of_the_library() -> set[str]:
    """Whatever WTForms hands to its translations."""
    said: set[str] = set()
    for path in Path(wtforms.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"gettext", "ngettext"} and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    said.add(first.value)
    return said


def fill(form: Any) -> None:
    """Give lists something to choose from, as the endpoints do."""
    for field in form:
        if getattr(field, "choices", ()) is None:
            field.choices = [("a", "a")] if field.coerce is str else [(1, "a")]
        for row in getattr(field, "entries", ()):
            fill(row.form)


def errors(found: Any) -> list[str]:
    """All sentences in what a form says is wrong, however deep."""
    if isinstance(found, dict):
        return [sentence for each in found.values() for sentence in errors(each)]
    if isinstance(found, (list, tuple)):
        return [sentence for each in found for sentence in errors(each)]
    return [str(found)]


def names_of(form: Any) -> list[str]:
    """The names under which a form's fields are sent, those of its rows too."""
    names = []
    for field in form:
        entries = getattr(field, "entries", None)
        if entries is None:
            names.append(field.name)
        else:
            names += [name for row in entries for name in names_of(row.form)]
    return names


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: f"{form.__module__}.{form.__name__}")
@pytest.mark.parametrize("garbage", [None, "", "—", "x" * 20_000, "9" * 30, "-1"])
def test_every_error_is_in_the_readers_language(app: Flask, form: type[Any], garbage: str | None) -> None:
    with app.test_request_context(method="POST"), reader.in_language("ar"):
        options: dict[str, Any] = {"meta": {"csrf": False}} if issubclass(form, Form) else {}
        sent = MultiDict({} if garbage is None else dict.fromkeys(names_of(form(None, **options)), garbage))
        made = form(sent, **options)
        fill(made)
        made.validate()
        for sentence in errors(made.errors):
            assert ARABIC.search(sentence), sentence


def test_the_walk_finds_forms_and_errors(app: Flask) -> None:
    assert len(all_forms()) > 25
    with app.test_request_context(method="POST"), reader.in_language("ar"):
        wrong = [form for form in all_forms() if issubclass(form, Form) and not _valid_when_empty(form)]
        assert len(wrong) > 15


def _valid_when_empty(form: type[Any]) -> bool:
    made = form(MultiDict(), meta={"csrf": False})
    fill(made)
    return bool(made.validate())


def test_no_sentence_of_the_library_gets_through(app: Flask) -> None:
    said = sentences_of_the_library()
    assert said >= set(OURS), "WTForms no longer says this"
    with app.app_context(), reader.in_language("ar"):
        ours = Sentences()
        shown = {sentence: ours.ngettext(sentence, sentence, 2) for sentence in said if sentence.endswith(".")}
        assert [sentence for sentence, ours in shown.items() if not ARABIC.search(ours)] == []
        assert ours.gettext("Person Id") == "Person Id"
