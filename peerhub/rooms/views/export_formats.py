"""What a thread or a room looks like outside: Markdown and JSON, as docs/export.md describes them, piece by piece."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from peerhub.base.fulltext.text import fold
from peerhub.base.i18n.times import utc_iso
from peerhub.base.i18n.translate import _
from peerhub.base.text.plain import one_line
from peerhub.rooms.queries.export import ExportScope, MessagePart, Part, ThreadPart

FORMAT, VERSION = "peerhub-export", 1
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
_OPENS_A_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def file_name(scope: ExportScope, ending: str) -> str:
    """A name of ASCII letters, digits and hyphens, whatever the title holds."""
    prefix = f"thread-{scope.thread_id}" if scope.thread_id else f"room-{scope.room_id}"
    words = re.sub(r"[^a-z0-9]+", "-", fold(scope.title or scope.room))[:40].strip("-")
    return f"{prefix}-{words}.{ending}" if words else f"{prefix}.{ending}"


def as_json(scope: ExportScope, parts: Iterable[Part], now: datetime) -> Iterator[str]:
    """One object: format, version, exported_at, room, threads, each with its messages."""
    head = {"format": FORMAT, "version": VERSION, "exported_at": utc_iso(now)}
    yield _dumped(head)[:-1] + f', "room": {_dumped({"id": scope.room_id, "title": scope.room})}, "threads": ['
    threads = messages = 0
    for part in parts:
        if isinstance(part, ThreadPart):
            yield ("]}, " if threads else "") + "\n" + _dumped(_thread(part))[:-1] + ', "messages": ['
            threads, messages = threads + 1, 0
        else:
            yield (",\n" if messages else "\n") + _dumped(_message(part))
            messages += 1
    yield ("]}" if threads else "") + "]}\n"


def _thread(part: ThreadPart) -> dict[str, Any]:
    return {**part._asdict(), "created_at": utc_iso(part.created_at)}


def _message(part: MessagePart) -> dict[str, Any]:
    """Of a message without a text nothing but its number and why."""
    if part.state:
        return {"id": part.id, "number": part.number, "state": part.state}
    fields = {"id": part.id, "number": part.number, "state": "", "author": part.author, "office": part.office}
    fields |= {"country": part.country, "language": part.language, "created_at": utc_iso(part.created_at)}
    return fields | {"edited_at": utc_iso(part.edited_at) if part.edited_at else None, "body": part.body}


def as_markdown(scope: ExportScope, parts: Iterable[Part], now: datetime) -> Iterator[str]:
    """A head in YAML, then threads and messages. What people wrote stands in quotations, so that no message can pose as another."""
    head = {"format": FORMAT, "version": VERSION, "exported_at": utc_iso(now), "room": one_line(scope.room)}
    if scope.thread_id:
        head["thread"] = one_line(scope.title)
    yield "---\n" + "".join(f"{name}: {_dumped(value)}\n" for name, value in head.items()) + "---\n"
    for part in parts:
        yield _thread_text(part) if isinstance(part, ThreadPart) else _message_text(part)


def _thread_text(part: ThreadPart) -> str:
    about = [part.kind, *([part.activity] if part.activity else []), utc_iso(part.created_at)]
    answer = f"\n\n{_('Message %(number)s answers the question', number=part.answer)}" if part.answer else ""
    return f"\n# {escaped(part.title)}\n\n{' · '.join(about)}{answer}\n"


def _message_text(part: MessagePart) -> str:
    if part.state:
        return f"\n## {part.number}\n\n*{removed()}*\n"
    author = " · ".join(escaped(name) for name in (part.author, part.office, part.country) if name)
    edited = f" ({_('changed')} {utc_iso(part.edited_at)})" if part.edited_at else ""
    body = "\n".join(f"> {line}".rstrip() for line in _OPENS_A_TAG.sub("&lt;", part.body).split("\n"))
    return f"\n## {part.number} · {author} · {utc_iso(part.created_at)}{edited}\n\n{body}\n"


def removed() -> str:
    """What stands in the place of a message without text."""
    return _("This message was removed.")


def escaped(text: str) -> str:
    """One line of text that Markdown and HTML show as it is."""
    return _SIGNS.sub(r"\\\1", one_line(text)).replace("&", "&amp;").replace("<", "&lt;")


def _dumped(value: Any) -> str:
    """JSON, which is YAML too; ends of line that JSON lets stand are escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
