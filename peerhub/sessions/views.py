"""Sessions as templates take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peerhub.base.i18n import reader, times
from peerhub.base.text.differences import Piece, differences
from peerhub.reference.models import Country
from peerhub.sessions.models import MinutesVersion
from peerhub.sessions.queries.choices import Official
from peerhub.sessions.queries.session_page import Part

CELLS = {"working": "work", "early_or_late": "edge", "night": "night", "weekend": "holiday", "holiday": "holiday"}


@dataclass(frozen=True)
class LocalTimeRow:
    """A session on one country's clocks. `cell` is the colour, `comfort` the word of how that hour feels."""

    country: Country
    city: str
    part: str
    iso: str
    day: str
    begins: str
    ends: str
    comfort: str
    cell: str
    holiday: str


@dataclass(frozen=True)
class MinutesChange:
    """One version of the minutes, and what it changed in the one before."""

    version: MinutesVersion
    pieces: list[Piece]


def minutes_changes(versions: Sequence[MinutesVersion]) -> list[MinutesChange]:
    """What each version did, in the same order: the newest first."""
    before = [*(version.notes for version in versions[1:]), ""]
    return [
        MinutesChange(version, differences(was, version.notes)) for version, was in zip(versions, before, strict=False)
    ]


def local_time_rows(parts: Sequence[Part]) -> list[LocalTimeRow]:
    """One row a country, or several where its people sit in several zones."""
    return [
        LocalTimeRow(
            country=part.country,
            city=times.zone_city(time.zone),
            part=part.part,
            iso=times.utc_iso(time.starts),
            day=times.local_date(time.starts.date()),
            begins=times.clock_time(time.starts.time()),
            ends=times.clock_time(time.ends.time()),
            comfort=time.comfort,
            cell=CELLS[time.comfort],
            holiday=time.holiday,
        )
        for part in parts
        for time in part.times
    ]


@dataclass(frozen=True)
class Group:
    """People of one country, to be chosen from."""

    country: Country | None
    people: list[Official]


def groups(people: Sequence[Official], countries: Sequence[Country]) -> list[Group]:
    """People by country, those without one last."""
    known: dict[str | None, Country] = {country.code: country for country in countries}
    by_country: dict[str, Group] = {}
    for person in people:
        key = person.country_code or "~"
        if key not in by_country:
            by_country[key] = Group(known.get(person.country_code), [])
        by_country[key].people.append(person)
    return [by_country[code] for code in sorted(by_country)]


def zone_at(moment: datetime) -> str:
    """The reader's zone as it stands at that moment, which may be on the other side of a change of clocks."""
    local = times.local(moment)
    zone = reader.current_zone().key
    return "UTC" if zone == "UTC" else f"{times.zone_city(zone)} ({times.utc_offset(local)})"
