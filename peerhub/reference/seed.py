"""Loading the packaged facts into the database.

Runs as often as one likes: a row that is there already is brought up to date, unless somebody has edited it by hand.
"""

import csv
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale
from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.database.model import Model
from peerhub.reference.engines.holidays import weekend_of
from peerhub.reference.models import (
    Country,
    Instrument,
    Language,
    Outcome,
    PolicyArea,
    Region,
    RoadmapActivity,
    RoadmapOutput,
    Theme,
    ToolkitItem,
)

Row = dict[str, Any]
DATA = files("peerhub.reference") / "data"
TOOLKIT_LISTS = (
    "preparation",
    "implementation",
    "follow_up",
    "obstacles",
    "outcomes",
    "success_factors",
    "dos",
    "donts",
)


def load_reference(db: Db) -> int:
    """Bring the tables up to date with the packaged files; gives the number of rows added or changed."""
    return sum(_upsert(db, model, rows) for model, rows in _tables()) + _fill_weekends(db)


def _fill_weekends(db: Db) -> int:
    """Give a weekend to countries without one: also to those edited by hand before there were weekends."""
    empty = [country for country in db.scalars(select(Country)) if not country.weekend]
    for country in empty:
        country.weekend = weekend_of(country.code)
    db.flush()
    return len(empty)


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a packaged CSV file, by column name."""
    return list(csv.DictReader(DATA.joinpath(name).read_text(encoding="utf-8").splitlines()))


def read_yaml(name: str) -> Row:
    """The content of a packaged YAML file."""
    content: Row = yaml.safe_load(DATA.joinpath(name).read_text(encoding="utf-8"))
    return content


def _upsert(db: Db, model: type[Model], rows: Iterable[Row]) -> int:
    existing: dict[str, Any] = {row.code: row for row in db.scalars(select(model))}  # type: ignore[attr-defined]
    changed = sum(_put(db, model, existing.get(values["code"]), values) for values in rows)
    db.flush()
    return changed


def _put(db: Db, model: type[Model], row: Any, values: Row) -> bool:
    if row is None:
        db.add(model(**values))
        return True
    if getattr(row, "edited_by_hand", False):
        return False
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changes.items():
        setattr(row, name, value)
    return bool(changes)


def _tables() -> Iterator[tuple[type[Model], Iterable[Row]]]:
    """Every table with its rows; what others point to comes first."""
    yield Region, _numbered(read_csv("regions.csv"))
    yield Language, languages()
    yield Country, countries()
    yield PolicyArea, policy_areas()
    yield Theme, themes()
    yield (
        RoadmapOutput,
        _numbered(_pick(output, "code", "name", "text") for output in read_yaml("roadmap.yaml")["outputs"]),
    )
    yield RoadmapActivity, roadmap_activities()
    yield (
        Outcome,
        _numbered(
            _pick(outcome, "code", "level", "name", "text") for outcome in read_yaml("instruments.yaml")["outcomes"]
        ),
    )
    yield Instrument, instruments()
    yield ToolkitItem, toolkit_items()


def languages() -> list[Row]:
    """The languages of the countries, named in English by CLDR; a name in the file stands in where CLDR has none."""
    names = Locale("en").languages
    return [{"code": row["code"], "name": row["name"] or names[row["code"]]} for row in read_csv("languages.csv")]


def countries() -> list[Row]:
    """The Parties, and the other countries that exchanges name; lists are separated by semicolons in the file."""
    return [
        _pick(row, "code", "name", "unesco_group", "party_evidence", "source", "note")
        | {name: _split(row[name]) for name in ("official_languages", "zones")}
        | {"region_code": row["region"], "party_since": row["party_since"] or None, "weekend": weekend_of(row["code"])}
        for row in read_csv("countries.csv")
    ]


def policy_areas() -> list[Row]:
    """The eleven areas, each with the name of its goal."""
    content = read_yaml("policy_areas.yaml")
    goals = {goal["code"]: goal["name"] for goal in content["goals"]}
    return _numbered(
        _pick(area, "code", "name", "confirmed", "source") | {"goal": goals[area["goal"]]} for area in content["areas"]
    )


def themes() -> list[Row]:
    """The four priority themes."""
    fields = ("code", "name", "short", "text", "activities", "policy_areas", "source")
    return _numbered(_pick(theme, *fields) for theme in read_yaml("themes.yaml")["themes"])


def roadmap_activities() -> list[Row]:
    """The twenty activities, numbered through all outputs."""
    return _numbered(
        _pick(activity, "code", "text") | {"output_code": output["code"]}
        for output in read_yaml("roadmap.yaml")["outputs"]
        for activity in output["activities"]
    )


def instruments() -> list[Row]:
    """The eight instruments, each with the outcome it should bring."""
    return _numbered(
        _pick(instrument, "code", "name", "text", "example") | {"outcome_code": instrument["outcome"]}
        for instrument in read_yaml("instruments.yaml")["instruments"]
    )


def toolkit_items() -> list[Row]:
    """Checklists, obstacles, outcomes, success factors, advice; code `list.item`, positions run within a list."""
    content = read_yaml("toolkit.yaml")
    return [row for name in TOOLKIT_LISTS for row in _numbered(_toolkit_list(content, name))]


def _toolkit_list(content: Row, name: str) -> Iterator[Row]:
    for group, item in _grouped(content, name):
        yield _pick(item, "text", "origin", "source") | {"code": f"{name}.{item['code']}", "list": name, "group": group}


def _grouped(content: Row, name: str) -> Iterator[tuple[str, Row]]:
    """The items of one list, each with the code of its group (empty where the list has none)."""
    if name in ("obstacles", "outcomes"):
        for group in content[name]:
            yield from ((group["code"], item) for item in group["items"])
        return
    phases = {phase["code"]: phase["items"] for phase in content["phases"]}
    lists = phases | content["dos_and_donts"] | {"success_factors": content["success_factors"]}
    yield from ((item.get("group", ""), item) for item in lists[name])


def _pick(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}


def _split(text: str) -> list[str]:
    return text.split(";") if text else []


def _numbered(rows: Iterable[Row]) -> list[Row]:
    """The rows with their `position`, counted from 1."""
    return [row | {"position": position} for position, row in enumerate(rows, start=1)]
