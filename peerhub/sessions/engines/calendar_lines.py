"""The lines of a calendar that somebody sent: bytes of any kind in, a few properties of its components out.

Nothing is believed of what comes: size, lines, depth and components are bounded, and each step takes a time that grows with the bytes
alone. Only the properties that answers are read from are taken apart at all (RFC 5545, 3.1).
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from icalendar.parser import Contentline, Parameters

MOST_BYTES, MOST_LINES, LONGEST_LINE, MOST_COMPONENTS, DEEPEST = 256 * 1024, 5_000, 4_000, 200, 4
MOST_TAKEN, MOST_ATTENDEES = 1_000, 20  # lines that are taken apart: in a calendar, and of one event's attendees
WANTED: Final = frozenset({
    "METHOD", "UID", "ATTENDEE", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "COMMENT", "DTSTART", "DTEND", "DURATION", "TZID",
    "TZOFFSETTO", "RRULE",
})  # fmt: skip
_NAME = re.compile(r"(?!MAILTO:)[A-Z0-9-]{1,60}(?=[;:])", re.IGNORECASE | re.ASCII)
_CHARSET = re.compile(
    r"utf-?(8|16|16-[lb]e)|ascii|(iso)?8859-\d+|cp\d+|koi8-[ru]|gb\w+|big5|euc_(jp|kr)|shift_jis|iso2022_jp"
)
_BREAK = re.compile(r"\r\n|\n|\r")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"B\0", "utf-16-le"), (b"\0B", "utf-16-be"),
)  # fmt: skip


class Unreadable(ValueError):
    """What came is no calendar that can be read; the text says why, for those who look after the site."""


@dataclass(frozen=True, slots=True)
class Property:
    """One line: the parameters (names in capitals) and the value as it is written."""

    params: Parameters
    value: str


@dataclass(slots=True)
class Part:
    """A component: its name in capitals, the wanted properties by name, and its own components."""

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Part"] = field(default_factory=list)
    attendees: int = 0  # lines, also those that could not be read

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        return next(iter(self.properties.get(name, ())), None)

    def value(self, name: str) -> str:
        """Its value without spaces around it, empty where there is none."""
        found = self.first(name)
        return found.value.strip() if found else ""

    def within(self, name: str) -> list["Part"]:
        """The components of that name directly inside."""
        return [part for part in self.parts if part.name == name]


def read_calendar(part: bytes, charset: str = "") -> Part:
    """The first calendar in these bytes. `charset` is what the mail says of them, if anything. Raises Unreadable."""
    if len(part) > MOST_BYTES:
        raise Unreadable(f"The calendar has {len(part)} bytes; at most {MOST_BYTES} are read.")
    root = Part("")
    open_parts, count, taken = [root], 0, 0
    for line in _lines(_decoded(part, charset)):
        name, value = line.partition(":")[0].strip().upper(), line.partition(":")[2].strip().upper()
        if name == "BEGIN":
            count += 1
            _open(open_parts, value, count)
        elif name == "END":
            _close(open_parts, value)
        elif property_name := _wanted(line):
            taken += 1
            if taken > MOST_TAKEN:
                raise Unreadable(f"More than {MOST_TAKEN} of the calendar's lines would have to be taken apart.")
            _add(open_parts[-1], property_name, line)
    calendars = root.within("VCALENDAR")
    if not calendars:
        raise Unreadable("There is no calendar in it.")
    return calendars[0]


def _open(open_parts: list[Part], name: str, count: int) -> None:
    if count > MOST_COMPONENTS or len(open_parts) > DEEPEST:
        raise Unreadable(f"The calendar has more than {MOST_COMPONENTS} components, or more than {DEEPEST} deep.")
    inner = Part(name[:60])
    open_parts[-1].parts.append(inner)
    open_parts.append(inner)


def _close(open_parts: list[Part], name: str) -> None:
    """Close the innermost component of that name; an end without a beginning is passed over."""
    for depth in range(len(open_parts) - 1, 0, -1):
        if open_parts[depth].name == name:
            del open_parts[depth:]
            return


def _wanted(line: str) -> str:
    """The name of the property in a line; "" where nothing is read from it."""
    found = _NAME.match(line)
    name = found[0].upper() if found and len(line) <= LONGEST_LINE else ""
    return name if name in WANTED else ""


def _add(part: Part, name: str, line: str) -> None:
    part.attendees += name == "ATTENDEE"
    if part.attendees > MOST_ATTENDEES:  # said before the lines are taken apart, which is what takes long
        raise Unreadable(f"It has more than {MOST_ATTENDEES} attendees; an answer has one.")
    try:
        _name, params, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return  # one broken line does not hide the others
    part.properties.setdefault(name, []).append(Property(params, value))


def _lines(text: str) -> Iterator[str]:
    """The unfolded lines. Some programs and mail servers break lines without the space that folding needs: what does not begin with a
    name goes on with the line before."""
    lines = _BREAK.split(text)
    if len(lines) > MOST_LINES:
        raise Unreadable(f"The calendar has {len(lines)} lines; at most {MOST_LINES} are read.")
    pieces: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t"):
            pieces.append(line[1:])
        elif pieces and not _NAME.match(line):
            pieces.append(line)
        else:
            if pieces:
                yield "".join(pieces)
            pieces = [line]
    if pieces:
        yield "".join(pieces)


def _decoded(part: bytes, charset: str) -> str:
    """The bytes as text. A mark at the beginning says more than the mail, and what is no UTF-8 is taken for Western European."""
    for name in (next((name for mark, name in _MARKS if part.startswith(mark)), ""), _known(charset), "utf-8"):
        if name:
            try:
                return part.decode(name)
            except UnicodeDecodeError:
                continue
    return part.decode("cp1252", "replace")


def _known(charset: str) -> str:
    """The name of an ordinary character set; Python has others, which pack and unpack."""
    try:
        name = codecs.lookup(charset.strip()).name if charset.isascii() and charset.isprintable() else ""
    except (LookupError, ValueError):
        return ""
    return name if _CHARSET.fullmatch(name) else ""
