"""The programme's lists: themes, policy areas, the roadmap, outcomes, instruments, the toolkit."""

from collections.abc import Collection

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.reference.models import (
    Instrument,
    Outcome,
    PolicyArea,
    RoadmapActivity,
    RoadmapOutput,
    Theme,
    ToolkitItem,
)


def themes(db: Db) -> list[Theme]:
    """The four priority themes, in the programme's order."""
    return list(db.scalars(select(Theme).order_by(Theme.position)))


def theme(db: Db, code: str) -> Theme:
    """One of the four priority themes. Raises NotFound."""
    theme = db.get(Theme, code)
    if theme is None:
        raise NotFound
    return theme


def activities(db: Db, codes: Collection[str] | None = None) -> list[RoadmapActivity]:
    """The activities of the roadmap in their order, all or those with these codes."""
    query = select(RoadmapActivity).order_by(RoadmapActivity.position)
    return list(db.scalars(query if codes is None else query.where(RoadmapActivity.code.in_(codes))))


def policy_areas_of(db: Db, theme: Theme) -> list[PolicyArea]:
    """The areas of the Convention's monitoring that belong to a theme."""
    return list(
        db.scalars(select(PolicyArea).where(PolicyArea.code.in_(theme.policy_areas)).order_by(PolicyArea.position))
    )


def roadmap(db: Db) -> list[tuple[RoadmapOutput, list[RoadmapActivity]]]:
    """The five outputs of the Open Roadmap with their activities."""
    every = activities(db)
    outputs = db.scalars(select(RoadmapOutput).order_by(RoadmapOutput.position))
    return [(output, [activity for activity in every if activity.output_code == output.code]) for output in outputs]


def outcomes(db: Db) -> list[Outcome]:
    """The intermediate outcomes that a session can aim at."""
    return list(db.scalars(select(Outcome).order_by(Outcome.position)))


def instruments(db: Db) -> list[Instrument]:
    """The kinds of knowledge exchange."""
    return list(db.scalars(select(Instrument).order_by(Instrument.position)))


def toolkit_list(db: Db, name: str | None) -> list[ToolkitItem]:
    """One list of the peer-to-peer toolkit, in its order; nothing where there is no list of that name."""
    lines = select(ToolkitItem).where(ToolkitItem.list == name)
    return list(db.scalars(lines.order_by(ToolkitItem.position, ToolkitItem.code)))
