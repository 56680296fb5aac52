"""Countries, languages and the programme's own lists: loaded from data, editable by the secretariat."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model


class Region(Model):
    """One of UNESCO's regions."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    position: Mapped[int]


class Language(Model):
    """A language somebody works in; `name` is the English one, pages show it in the reader's language."""

    __tablename__ = "languages"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str]


class Country(Model):
    """A Party to the Convention, or another State that takes part; `name` in the programme's spelling.

    `weekend`: days as date.weekday() counts, Monday 0; empty until the programme's lists are loaded.
    """

    __tablename__ = "countries"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    unesco_group: Mapped[str]
    official_languages: Mapped[list[str]]
    zones: Mapped[list[str]]
    weekend: Mapped[list[int]] = mapped_column(default=list, server_default="[]")
    party_since: Mapped[str | None]
    party_evidence: Mapped[str]
    source: Mapped[str]
    note: Mapped[str]
    edited_by_hand: Mapped[bool] = mapped_column(default=False)

    region: Mapped[Region | None] = relationship(lazy="joined")


class CountryDay(Model):
    """A day that the secretariat put right: a public holiday that the packaged calendar does not have, or, where not `is_off`,
    one that it has and that is none."""

    __tablename__ = "country_days"

    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    is_off: Mapped[bool]
    name: Mapped[str]
    source: Mapped[str]


class Theme(Model):
    """One of the four priority themes."""

    __tablename__ = "themes"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    short: Mapped[str]
    text: Mapped[str]
    activities: Mapped[list[str]]
    policy_areas: Mapped[list[str]]
    position: Mapped[int]
    source: Mapped[str]


class PolicyArea(Model):
    """One of the eleven areas of the Convention's monitoring; `confirmed` is False where the name could not be checked."""

    __tablename__ = "policy_areas"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    goal: Mapped[str]
    confirmed: Mapped[bool]
    source: Mapped[str]
    position: Mapped[int]


class RoadmapOutput(Model):
    """One of the five outputs of the Open Roadmap."""

    __tablename__ = "roadmap_outputs"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str]
    text: Mapped[str]
    position: Mapped[int]


class RoadmapActivity(Model):
    """One of the twenty activities, four to an output."""

    __tablename__ = "roadmap_activities"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    output_code: Mapped[str] = mapped_column(ForeignKey("roadmap_outputs.code"))
    text: Mapped[str]
    position: Mapped[int]


class Outcome(Model):
    """One of the five intermediate outcomes that a session can aim at."""

    __tablename__ = "outcomes"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    level: Mapped[str]
    name: Mapped[str]
    text: Mapped[str]
    position: Mapped[int]


class Instrument(Model):
    """A kind of knowledge exchange, and the outcome it should bring."""

    __tablename__ = "instruments"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    text: Mapped[str]
    outcome_code: Mapped[str] = mapped_column(ForeignKey("outcomes.code"))
    example: Mapped[str]
    position: Mapped[int]


class ToolkitItem(Model):
    """A line of the peer-to-peer toolkit. `origin`: seed (the toolkit's own), inferred, or other (never shown as UNESCO's)."""

    __tablename__ = "toolkit_items"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    list: Mapped[str] = mapped_column(index=True)
    group: Mapped[str]
    text: Mapped[str]
    origin: Mapped[str]
    source: Mapped[str]
    position: Mapped[int]
