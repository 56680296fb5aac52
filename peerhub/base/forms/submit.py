"""Sending a form: its action runs in one transaction, and its refusals come back on the form."""

from collections.abc import Callable
from typing import TypeVar

from flask import g, request
from flask_wtf import FlaskForm

from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid
from peerhub.base.web.transactions import transaction

T = TypeVar("T")


def submit(form: FlaskForm, verb: Callable[[Db], T]) -> T | None:
    """Run `verb(db)` in a transaction when the form is valid; otherwise, or when it raises Invalid, None with the errors on the form."""
    if not form.validate_on_submit():
        return None
    try:
        with transaction() as db:
            return verb(db)
    except Invalid as refusal:
        show_problems(form, refusal)
        return None


def form_status() -> int:
    """200 for a form that is shown, 422 for one that comes back with its errors, 409 where somebody else was quicker."""
    return int(g.get("form_status", 422 if request.method == "POST" else 200))


def show_problems(form: FlaskForm, refusal: Invalid) -> None:
    """Show the sentences of a refusal at the fields they are about, others at the top of the form."""
    for name, sentence in refusal.problems.items():
        if name in form._fields:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors.append(sentence)
