"""What a refused request had typed, so that the refusal can give it back: ready to be sent again, or to be copied.

Never given back: passwords, codes for signing in, and anything that another site sent, which nobody typed here.
"""

import secrets
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from flask import g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from wtforms import FieldList, Form, PasswordField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from peerhub.base.web.origin import is_cross_site

LARGEST_REQUEST: Final = 1024 * 1024
LARGEST_RETURNED: Final = 4 * LARGEST_REQUEST  # read only to be given back
MOST_FIELDS: Final = 1000
LONG: Final = 80  # characters; anything longer was typed, whatever its field is called
SECRETS: Final = ("password", "passcode", "otp", "one_time", "csrf_token")
CONFLICT: Final = 409
MADE: Final = "forms_made"  # in `g`: the classes of the forms that this request made
UNSAID: Final = frozenset({"csrf_token", "key", "as_read"})  # fields in which nobody says anything
NOT_TO_BE_REPEATED: Final = frozenset({403, 404, 405, 410})


@dataclass(frozen=True)
class Part:
    """One field that was sent. `shown`: somebody typed it, so it is shown as text; others travel along unseen."""

    name: str
    value: str
    label: str = ""
    shown: bool = False

    @property
    def rows(self) -> int:
        """How many lines its text area has."""
        return min(16, 2 + self.value.count("\n") + len(self.value) // LONG)


@dataclass(frozen=True)
class SubmittedInput:
    """All that was sent. `again`: sending it once more can help. `files` can only be named."""

    parts: list[Part]
    files: list[str]
    again: bool

    @property
    def texts(self) -> list[Part]:
        """What somebody typed."""
        return [part for part in self.parts if part.shown]


def new_key() -> str:
    """A key for a form that makes something: sent twice with the same one, it makes one thing."""
    return secrets.token_urlsafe(18)


def submitted_input(code: int) -> SubmittedInput | None:
    """What this request sent, for a refusal with that status; None where there is nothing to give back."""
    if request.method != "POST" or is_cross_site() or not _readable():
        return None
    sent = [(name, value) for name, value in request.form.items(multi=True) if not _secret(name, value)][:MOST_FIELDS]
    form = _form_of({name.partition("-")[0] for name, _value in sent})
    if code == CONFLICT:  # the key belongs to what was made before
        sent = [(name, new_key() if name == "key" else value) for name, value in sent]
    parts = [_part(form, name, value) for name, value in sent if not issubclass(_kind(form, name), PasswordField)]
    files = [upload.filename for upload in request.files.values() if upload.filename]
    again = code not in NOT_TO_BE_REPEATED
    result = SubmittedInput(parts, files, again)
    return result if files or (parts and again) or result.texts else None


def _readable() -> bool:
    """Whether the request can be read, a larger one than is taken too, since giving it back is all that is done with it."""
    try:
        return request.form is not None
    except RequestEntityTooLarge:
        request.max_content_length = request.max_form_memory_size = LARGEST_RETURNED
    except HTTPException:
        return False
    try:
        return request.form is not None
    except HTTPException:
        return False


def _secret(name: str, value: str) -> bool:
    folded = name.casefold()
    return any(secret in folded for secret in SECRETS) or (folded in {"code", "token"} and value.strip().isdecimal())


def _part(form: type[Form] | None, name: str, value: str) -> Part:
    kind = _kind(form, name)
    hidden = issubclass(getattr(kind, "widget", None).__class__, HiddenInput)
    unknown = kind is object and " " in value.strip()
    text = issubclass(kind, StringField | TextAreaField) or len(value) > LONG or "\n" in value.strip() or unknown
    shown = text and not hidden and bool(value.strip())
    return Part(name, value, _label(form, name) if shown else "", shown)


def _form_of(names: set[str]) -> type[Form] | None:
    """The form that these fields are most likely of: the one that knows most of them. Only labels hang on it."""
    forms = [*g.get(MADE, ()), *_declared(Form)]
    known = [(len(names & fields.keys()), -len(fields), form) for form in forms if (fields := _fields(form))]
    best = max(known, key=lambda candidate: candidate[:2], default=(0, 0, None))
    return best[2] if best[0] else None


def _declared(base: type[Form]) -> Iterable[type[Form]]:
    """The forms that modules declare. Others were made for some request: their words are of its reader's language, or its reader's
    own."""
    for form in base.__subclasses__():
        if vars(sys.modules.get(form.__module__, object)).get(form.__name__) is form:
            yield form
        yield from _declared(form)


def _fields(form: type[Form]) -> dict[str, Any]:
    """The fields that a class declares, by name."""
    layers = reversed(form.__mro__)
    declared: dict[str, Any] = reduce(lambda seen, layer: seen | vars(layer), layers, {})
    return {name: field for name, field in declared.items() if hasattr(field, "field_class")}


def _field(form: type[Form] | None, name: str) -> Any:
    """The field of that name; `agenda-0-title` is the title in a row of the list `agenda`."""
    fields = _fields(form) if form else {}
    head, _dash, rest = name.partition("-")
    rows = fields.get(head)
    if name in fields or rows is None or not issubclass(rows.field_class, FieldList):
        return fields.get(name)
    return _field(rows.args[0].args[0], rest.partition("-")[2])


def _kind(form: type[Form] | None, name: str) -> type[Any]:
    return getattr(_field(form, name), "field_class", object)


def _label(form: type[Form] | None, name: str) -> str:
    field = _field(form, name)
    return str(field.args[0] if field is not None and field.args else "")
