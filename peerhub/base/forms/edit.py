"""Two people never undo each other: one way for all forms that edit something.

A form carries what it was filled with (`as_read`, signed, so that its shape can be trusted). When it is saved, that is compared
with what is kept by then, inside the transaction and with the row locked. Where they differ the answer is 409: a page that shows
what the other wrote and what you wrote, above the same form with your changes merged into the present state, so that one press saves
those on top. What is read is itself the version: it covers lists that live in other tables, and nothing else that changes on the
row gets in the way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar, Final, TypeVar

from flask import flash, g, request
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, SelectField, SelectMultipleField  # noqa: TID251  (the base of ours and of radio buttons)

from peerhub.base.database.current import database
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.database.model import Model
from peerhub.base.errors import Conflict
from peerhub.base.forms.form import BlockField, Form, LineField
from peerhub.base.forms.submit import submit
from peerhub.base.i18n.translate import _
from peerhub.base.security import tokens
from peerhub.base.text.differences import Piece, differences
from peerhub.base.web.responses import wants_json

T = TypeVar("T")
M = TypeVar("M", bound=Model)
Values = dict[str, Any]
LONG: Final = 60  # characters of a text that is compared word by word


@dataclass(frozen=True)
class Difference:
    """One field of a form that somebody else changed, or that you did: what they did to it, what you did, and what is kept."""

    label: str
    theirs: list[Piece] | None
    yours: list[Piece] | None
    now: str

    @property
    def is_long(self) -> bool:
        """Whether the changed text is worth reading as a whole."""
        return self.theirs is not None and _is_long(self.now)


class EditForm(Form):
    """A form for something that others may change meanwhile. Build it from what is kept, for showing as for saving."""

    as_read = HiddenField()
    apart: ClassVar[frozenset[str]] = frozenset()  # fields that say what to do, not what is kept
    conflict: list[Difference] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remember()

    def remember(self) -> None:
        """Note what the form was filled with, unless it was sent."""
        if self.as_read.raw_data is None:
            self.as_read.data = self._signed(self.written())

    def was_read(self) -> Values:
        """What the form was filled with; nothing where that cannot be read, so that everything differs."""
        read = tokens.read(database().settings, self._purpose(), self.as_read.data or "")
        return read if isinstance(read, dict) else {}

    def _signed(self, values: Values) -> str:
        return tokens.sign(database().settings, self._purpose(), values)

    def _purpose(self) -> str:
        return f"as read by {type(self).__name__}"

    def written(self) -> Values:
        """The fields that are kept, by name, as plain values that can be compared."""
        stored_fields = {
            field.short_name: field for field in self if _is_kept(field) and field.short_name not in self.apart
        }
        return {name: plain_value(field) for name, field in stored_fields.items()}

    def shown(self, name: str, value: Any) -> str:
        """One of these values as a reader knows it."""
        return _said(self[name], value)

    def sent(self, values: Values) -> list[tuple[str, str]]:
        """These values as a browser would send them."""
        return [(name, str(item)) for name, value in values.items() for item in _each(value)]

    def lay_over(self, now: Values) -> None:
        """Put what the person changed over what is kept now, and note what differs for the page that asks."""
        read, mine = self.was_read(), self.written()
        merged = {name: merge(read.get(name), value, mine.get(name)) for name, value in now.items()}
        self.conflict = [
            self._difference(name, read.get(name), value, mine.get(name))
            for name, value in now.items()
            if value != read.get(name) or value != mine.get(name)
        ]
        heads = tuple(f"{name}-" for name in now)
        rest = [pair for pair in request.form.items(multi=True) if pair[0] not in now and not pair[0].startswith(heads)]
        formdata = MultiDict([*rest, *self.sent(merged)])
        formdata["as_read"] = self._signed(now)
        self.process(formdata=formdata)

    def _difference(self, name: str, read: Any, now: Any, mine: Any) -> Difference:
        before, stored, written = (
            self.shown(name, value) if isinstance(value, type(now)) else "" for value in (read, now, mine)
        )
        theirs = _change(before, stored) if now != read else None
        return Difference(self[name].label.text, theirs, _change(before, written) if mine != read else None, stored)


def show_again(refusal: Conflict, show: Callable[[], str]) -> tuple[str, int]:
    """The page as it is now, with the sentence of a refusal on it, for a button of an older one. A program gets the refusal alone."""
    if wants_json():
        raise refusal
    flash(str(refusal), "bad")
    return show(), 409


def submit_edit(
    form: EditForm, subject: Callable[[Db], M], fill: Callable[[Db, M], EditForm], verb: Callable[[Db], T]
) -> T | None:
    """`submit` for a form that edits: `verb` runs only when nobody has changed meanwhile what the form was filled with.

    `subject` gets the row in the transaction, which is locked; `fill` builds the form anew from it, without what was sent.
    Otherwise None, with `form.conflict` set and nothing done. What is kept already is no conflict: its answer was lost.
    """
    conflicts: list[Values] = []

    def checked(db: Db) -> T:
        row = subject(db)
        lock_row(db, row)
        now = fill(db, row).written()
        if is_stale(form, now):
            conflicts.append(now)
            raise Conflict(
                _("Someone else edited this while you were writing. Your changes are not saved yet. Read it again.")
            )
        return verb(db)

    try:
        return submit(form, checked)
    except Conflict:
        if not conflicts or wants_json():
            raise
    form.lay_over(conflicts[0])
    g.form_status = 409
    return None


def is_stale(form: EditForm, now: Values) -> bool:
    """Whether what is kept now is neither what the form was filled with nor what it says. A request that does not tell what
    it was filled with, as a program's, is taken as it is."""
    if not form.as_read.data:
        return False
    return form.was_read() != now and form.written() != now


def merge(read: Any, now: Any, mine: Any) -> Any:
    """What you changed, over what is kept now: of lists without order and of named rows each entry by itself."""
    if mine == read:
        return now
    if isinstance(now, dict) and isinstance(mine, dict) and isinstance(read, dict):
        names = [*now, *(name for name in mine if name not in now)]
        merged = {name: merge(read.get(name), now.get(name), mine.get(name)) for name in names}
        return {name: value for name, value in merged.items() if value is not None}
    if all(
        isinstance(value, list) and not any(isinstance(item, list) for item in value) for value in (read, now, mine)
    ):
        return sorted({*now, *mine} - (set(read) - set(mine)) - (set(read) - set(now)), key=str)
    return mine


def plain_value(field: Field) -> Any:
    """The value of a field, comparable whether it came from what is kept or from what was sent."""
    data = field.data
    if isinstance(data, str):
        return field.clean(data) if isinstance(field, LineField | BlockField) else data.strip()
    if isinstance(data, list | tuple | set):
        return sorted(data, key=str)
    if isinstance(data, datetime):
        return data.strftime("%Y-%m-%dT%H:%M")
    if isinstance(data, time):
        return data.strftime("%H:%M")
    return data.isoformat() if isinstance(data, date) else "" if data is None else data


def _change(before: str, after: str) -> list[Piece]:
    """What a change did: word by word in a text, as a whole in a day, a number or a choice."""
    if _is_long(before) or _is_long(after):
        return differences(before, after)
    pieces = Piece("taken", before), Piece("same", " " if before and after else ""), Piece("added", after)
    return [piece for piece in pieces if piece.text]


def _is_long(text: str) -> bool:
    return len(text) > LONG or "\n" in text


def _is_kept(field: Field) -> bool:
    return not field.flags.hidden and field.type not in {"PasswordField", "FileField", "SubmitField"}


def _said(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    names: Mapping[str, str] = {}
    if isinstance(field, SelectField | SelectMultipleField) and field.choices:
        names = {str(choice[0]): str(choice[1]) for choice in field.iter_choices()}
    return "\n".join(names.get(str(item), str(item)) for item in (value if isinstance(value, list) else [value]))


def _each(value: Any) -> list[Any]:
    """The values of one name in a form; a box that is not ticked sends none."""
    if isinstance(value, bool):
        return ["y"] if value else []
    return value if isinstance(value, list) else [value]
