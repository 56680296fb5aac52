"""Who can be mentioned in a room: people, teams of countries and the facilitators, never anybody who may not read it."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from sqlalchemy import or_, select

from peerhub.base.database.engine import Db
from peerhub.base.i18n import countries, languages, reader, translate
from peerhub.base.i18n.marks import N_
from peerhub.base.text.markup import to_html
from peerhub.people.models import Person, Seat
from peerhub.reference.models import Country
from peerhub.rooms import access
from peerhub.rooms.engines.prose import own_words
from peerhub.rooms.models.messages import Mention
from peerhub.rooms.models.rooms import Room

FACILITATORS = N_("facilitators")
LONGEST = 120
LOOKED_AT = 50
SUGGESTED = 8
_AT = re.compile(to_html.AT)
_FIRST = re.compile(r"\w+")


class MentionTarget(NamedTuple):
    """Whom a mention names: a person, a country's team, or the room's facilitators (neither)."""

    person_id: int | None = None
    country_code: str | None = None


class Mentions(NamedTuple):
    """Whom a text mentions, each once, and how it writes their names."""

    spoken: frozenset[MentionTarget] = frozenset()
    spellings: frozenset[str] = frozenset()


class Suggestion(NamedTuple):
    """What can be written after an @, and what to show beside it."""

    name: str
    about: str


Directory = Mapping[str, frozenset[MentionTarget]]


def mentions_in(db: Db, room: Room, body: str) -> Mentions:
    """Whom `body` mentions among those who may read the room. Costs nothing without an @."""
    tails = _tails(body) if "@" in body else []
    if not tails:
        return Mentions()
    directory = _directory(_people(db, room, {_FIRST.findall(tail)[0] for tail in tails}), _countries(db))
    mentions = named_in(body, directory)
    absent = mentions.spoken & frozenset(
        MentionTarget(country_code=code) for code in _without_readers(db, room, mentions)
    )
    if absent:
        mentions = named_in(body, {name: targets for name, targets in directory.items() if not targets & absent})
    return mentions


def _without_readers(db: Db, room: Room, mentions: Mentions) -> set[str]:
    """The countries mentioned whose team has nobody who may read the room."""
    teams = {target.country_code for target in mentions.spoken if target.country_code}
    if not teams:
        return set()
    query = select(Seat.country_code).join(Person, Person.seat_id == Seat.id).where(Seat.country_code.in_(teams))
    return teams - set(db.scalars(query.where(Person.id.in_(access.readers_of(room))).distinct()))


def stored_mentions(db: Db, message_id: int, body: str) -> Mentions:
    """The stored mentions of a message, for rendering it again; nobody is looked up again."""
    stored = list(db.scalars(select(Mention).where(Mention.message_id == message_id)))
    if not stored:
        return Mentions()
    ids = {mention.person_id for mention in stored if mention.person_id}
    people = (
        select(Person.id, Person.name, Seat.country_code, Country.name).outerjoin(Person.seat).outerjoin(Seat.country)
    )
    codes = {mention.country_code for mention in stored if mention.country_code}
    countries = [(code, name) for code, name in _countries(db) if code in codes]
    directory = _directory([(*row,) for row in db.execute(people.where(Person.id.in_(ids)))], countries)
    return named_in(body, directory)


def named_in(body: str, directory: Directory) -> Mentions:
    """What `directory` knows of the names after an @, the longest name first; quoted lines and code mention nobody."""
    targets: set[MentionTarget] = set()
    spellings: set[str] = set()
    for tail in _tails(body):
        for end in range(len(tail), 0, -1):
            whole = end == len(tail) or not (tail[end - 1].isalnum() and tail[end].isalnum())
            meant = (directory.get(tail[:end]) or directory.get(_fold(tail[:end]))) if whole else None
            if meant:
                targets |= meant
                spellings.add(tail[:end])
                break
    return Mentions(frozenset(targets), frozenset(spellings))


def _tails(body: str) -> list[str]:
    """What follows each @ up to the end of its line, each once; past the first fifty nobody is meant to be reached."""
    words = own_words(body)
    tails = (words[match.end() : match.end() + LONGEST].partition("\n")[0] for match in _AT.finditer(words))
    return list(dict.fromkeys(tails))[:LOOKED_AT]


def _people(db: Db, room: Room, first: set[str]) -> list[tuple[int, str, str | None, str | None]]:
    """The readers of the room whose names begin with one of these words: id, name, country."""
    spelled = {form for word in first for form in (word, word.lower(), word.upper(), word.title())}
    begins = or_(*(Person.name.startswith(word, autoescape=True) for word in sorted(spelled)))
    people = (
        select(Person.id, Person.name, Seat.country_code, Country.name).outerjoin(Person.seat).outerjoin(Seat.country)
    )
    return [(*row,) for row in db.execute(people.where(begins, Person.id.in_(access.readers_of(room))))]


def _countries(db: Db) -> list[tuple[str, str]]:
    return [(code, name) for code, name in db.execute(select(Country.code, Country.name))]


def _directory(
    people: Iterable[tuple[int, str, str | None, str | None]], countries: Iterable[tuple[str, str]]
) -> dict[str, frozenset[MentionTarget]]:
    """Everybody under each way to write them. A name that people of two countries have needs the country in brackets."""
    directory: dict[str, frozenset[MentionTarget]] = {}
    seats: dict[str, set[str | None]] = {}
    for person_id, name, code, country in people:
        person_targets = frozenset({MentionTarget(person_id)})
        seats.setdefault(_fold(name), set()).add(code)
        for key in (name, f"{name} ({code})", f"{name} ({country})"):
            directory[_fold(key)] = directory.get(_fold(key), frozenset()) | person_targets
    for name, codes in seats.items():
        if len(codes) > 1:
            del directory[name]
    for code, name in countries:
        team = frozenset({MentionTarget(country_code=code)})
        directory |= dict.fromkeys([code, _fold(name), *_other_names().get(code, ())], team)
    return directory | dict.fromkeys(_facilitators(), frozenset({MentionTarget()}))


@cache
def _other_names() -> dict[str, tuple[str, ...]]:
    """The names of countries in the languages of the pages, as the pages have them."""
    names: dict[str, tuple[str, ...]] = {}
    for language in languages.LANGUAGE_NAMES:
        with reader.in_language(language):
            for code, name in reader.current_locale().territories.items():
                if len(code) == 2:
                    names[code] = (*names.get(code, ()), _fold(countries.country_name({"code": code, "name": name})))
    return names


@cache
def _facilitators() -> tuple[str, ...]:
    spelled = set()
    for language in languages.LANGUAGE_NAMES:
        with reader.in_language(language):
            spelled.add(_fold(translate.gettext(FACILITATORS)))
    return tuple(spelled)


def _fold(name: str) -> str:
    return name.casefold().replace("’", "'")


def people_to_mention(db: Db, viewer: Person, room_id: int, words: str) -> list[Suggestion]:
    """Some whose name begins with `words`, of those who may read the room. Raises NotFound."""
    room = access.room_for(db, viewer, room_id)
    words = words[:LONGEST].strip()
    if not words:
        return [Suggestion(translate.gettext(FACILITATORS), translate._("the facilitators of this room"))]
    folded = _fold(words)
    suggestions = [
        Suggestion(name, translate._("national team: %(country)s", country=code))
        for code, name in _teams(db, room)
        if _fold(name).startswith(folded) or code == words
    ]
    word = translate.gettext(FACILITATORS)
    if _fold(word).startswith(folded):
        suggestions.append(Suggestion(word, translate._("the facilitators of this room")))
    begin = {*_FIRST.findall(words)[:1]} or {words}  # databases differ in what a small letter equals; the rest is ours
    people = sorted((row[1:] for row in _people(db, room, begin) if _fold(row[1]).startswith(folded)), key=str)
    for name, code, country in people[:SUGGESTED]:
        elsewhere = any(_fold(other) == _fold(name) and place != code for other, place, _country in people)
        suggestions.append(Suggestion(f"{name} ({code})" if elsewhere else name, country or ""))
    return list(dict.fromkeys(suggestions))[:SUGGESTED]


def _teams(db: Db, room: Room) -> list[tuple[str, str]]:
    """The countries that have somebody among the readers of the room: code, and name in the reader's language."""
    codes = select(Seat.country_code).join(Person, Person.seat_id == Seat.id)
    read = select(Country).where(Country.code.in_(codes.where(Person.id.in_(access.readers_of(room)))))
    return [(country.code, countries.country_name(country)) for country in countries.by_name(db.scalars(read))]
