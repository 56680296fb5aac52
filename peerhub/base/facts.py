"""Facts and reactions: what happened, announced to the functions that react to it. A dictionary and a loop.

Inside reactions run at once, in the same transaction, and only write rows. After reactions run when the transaction is
committed, and only push to browsers: a failure there is logged and not raised, since pages catch up by themselves.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fact:
    """Something that happened: ids only, past tense."""


@dataclass(frozen=True)
class Reaction:
    """What follows from a fact: `inside(db, fact)` in its transaction, `after(db, fact)` once it is committed."""

    inside: Callable[[Session, Any], None] | None = None
    after: Callable[[Session, Any], None] | None = None


Reactions = Mapping[type[Fact], Sequence[Reaction]]


def announce(db: Session, fact: Fact) -> None:
    """Say that something happened: runs the inside reactions now and keeps the fact for after the commit."""
    for reaction in _reactions(db, fact):
        if reaction.inside:
            reaction.inside(db, fact)
    db.info.setdefault("facts", []).append(fact)


def announced(db: Session) -> list[Fact]:
    """What was announced in this session, in order."""
    facts: list[Fact] = db.info.get("facts", [])
    return facts


def run_after_reactions(db: Session, facts: Sequence[Fact]) -> None:
    """Run the after reactions of committed facts with a reading session; for `Database.transaction` alone."""
    for fact in facts:
        for reaction in _reactions(db, fact):
            if reaction.after:
                _try(reaction.after, db, fact)


def _reactions(db: Session, fact: Fact) -> Sequence[Reaction]:
    table: Reactions = db.info["reactions"]
    return table.get(type(fact), ())


def _try(after: Callable[[Session, Any], None], db: Session, fact: Fact) -> None:
    try:
        after(db, fact)
    except Exception:
        log.exception("The reaction to %s failed; pages will catch up by themselves.", type(fact).__name__)
        db.rollback()
