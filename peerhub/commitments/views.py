"""Commitments as pages and tables show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from peerhub.base import clock
from peerhub.base.database.model import day
from peerhub.base.i18n.translate import _, pgettext
from peerhub.commitments.models import KEPT, NOT_YET, OPEN, PARTLY, WITHDRAWN, Commitment
from peerhub.commitments.rules import too_late_to_remind


@dataclass(frozen=True)
class Group:
    """Commitments under one heading."""

    title: str
    path: str
    commitments: Sequence[Commitment]


def state_word(state: str) -> str:
    """What became of it, in a word or two."""
    return {
        OPEN: pgettext("commitment", "Still open"),
        KEPT: pgettext("commitment", "Done"),
        PARTLY: pgettext("commitment", "Partly done"),
        NOT_YET: pgettext("commitment", "Not yet done"),
        WITHDRAWN: pgettext("commitment", "Withdrawn"),
    }[state]


def is_past(commitment: Commitment) -> bool:
    """Whether the day of a commitment is over."""
    return commitment.due_on < day(clock.now())


def is_soon(due_on: date) -> bool:
    """Whether a commitment made now is due so soon that nobody is reminded of it."""
    return too_late_to_remind(due_on, day(clock.now()))


def saved(*, is_soon: bool) -> str:
    """What is said once a commitment is made: what will come of it."""
    if is_soon:
        return _(
            "Your commitment is saved. Its day is near, so we will not remind you. We ask you the day after what happened."
        )
    return _("Your commitment is saved. We will remind you three days before.")


def by_state(commitments: Sequence[Commitment]) -> list[Group]:
    """Open ones first, then those that were answered or withdrawn."""
    waiting = [commitment for commitment in commitments if commitment.state == OPEN]
    rest = [commitment for commitment in commitments if commitment.state != OPEN]
    return [
        group
        for group in (
            Group(pgettext("commitment", "Still open"), "", waiting),
            Group(_("Answered or withdrawn"), "", rest),
        )
        if group.commitments
    ]


def by_subject(commitments: Sequence[Commitment]) -> list[Group]:
    """Under what they came from, in the order of the first of each."""
    groups: dict[tuple[str, int], list[Commitment]] = {}
    for commitment in commitments:
        groups.setdefault((commitment.subject_kind, commitment.subject_id), []).append(commitment)
    return [
        Group(members[0].subject_title or _("Added directly"), members[0].subject_path, members)
        for members in groups.values()
    ]


def table(commitments: Sequence[Commitment]) -> Iterator[Sequence[object]]:
    """Rows for a spreadsheet, headings first."""
    yield (_("Commitment"), _("With"), _("Due"), _("From"), _("Status"), _("Note"), _("Obstacle"), _("Added on"))
    for commitment in commitments:
        yield (
            commitment.text,
            commitment.with_whom,
            commitment.due_on.isoformat(),
            commitment.subject_title,
            state_word(commitment.state),
            commitment.note,
            commitment.obstacle_code,
            commitment.created_at.date().isoformat(),
        )
