"""Means of a scale that reveal nobody's answer, also to those who know several answers.

The attacker knows these rules, and the answers of some people: their own and those of up to three accomplices. A published
mean says in which range the sum lies. Where that leaves nothing but one answer, the same for everybody else, it would name
them, and no number is given. That none is given tells something as well. So below `MANY` answers every possible table is
tried and more are hidden, until nobody is named by what is shown or by what is not. From `MANY` on no mean is given where
all but at most `FAR` chose the same end of the scale: if it is hidden, somebody who knows four answers still does not know
whether others differ from that end; if it is shown, at least five of those others do. Nor is one given that lies so close
to an end that it says how many chose a step.

Not protected: with five to seven answers, somebody against four others who tell each other theirs; and whoever alone
differs where nearly everybody said the same learns that they were alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations_with_replacement
from typing import Final

from peerhub.surveys.rules.question_bank import SCALE

Cells = tuple[int, ...]  # how many people chose each step, from the first to the last
Shown = int | Cells | None
ENOUGH_FOR_TENTHS: Final = 8
MANY: Final = 17
KNOWN, KNOWN_OF_FEW = 4, 3  # answers that the attacker knows; of fewer than ENOUGH_FOR_TENTHS
FAR: Final = 2 * KNOWN
CLOSE: Final = 12  # points between a sum and the least or largest possible; in fewer ways than these a sum is made up
SMALL: Final = 5  # cells of fewer people must not be known exactly
LOW, HIGH = SCALE[0], SCALE[-1]


def mean(cells: Cells) -> float:
    """The mean as it is published: in half points for few answers, to a tenth from `ENOUGH_FOR_TENTHS` on."""
    return _rounded(_sum(cells), sum(cells)) / _parts(sum(cells))


def near_end(cells: Cells) -> int | None:
    """The end of the scale that everybody chose, or all but one person who chose the step beside it; None where nobody could
    say so."""
    people, total = sum(cells), _sum(cells)
    if total - LOW * people <= 1:
        return LOW
    return HIGH if HIGH * people - total <= 1 else None


def is_lopsided(cells: Cells) -> bool:
    """Whether the mean of this table would reveal somebody's answer to those who know others."""
    people, total = sum(cells), _sum(cells)
    if people < MANY:
        return cells in _hidden(people)
    close = min(total - LOW * people, HIGH * people - total) < CLOSE
    return close or max(cells[0], cells[-1]) >= people - FAR


def _sum(cells: Cells) -> int:
    return sum(step * number for step, number in zip(SCALE, cells, strict=True))


def _parts(people: int) -> int:
    return 10 if people >= ENOUGH_FOR_TENTHS else 2


def _rounded(total: int, people: int) -> int:
    """The mean in parts of a point, halves upwards."""
    return (2 * total * _parts(people) + people) // (2 * people)


def _known(people: int) -> int:
    return min(KNOWN if people >= ENOUGH_FOR_TENTHS else KNOWN_OF_FEW, people - 2)


def _coalitions(cells: Cells, size: int) -> Iterator[Cells]:
    """Every choice of so many answers out of a table."""
    if len(cells) == 1:
        if cells[0] >= size:
            yield (size,)
        return
    for number in range(min(cells[0], size) + 1):
        for rest in _coalitions(cells[1:], size - number):
            yield (number, *rest)


def _tables(people: int) -> Iterator[Cells]:
    for chosen in combinations_with_replacement(SCALE, people):
        yield tuple(chosen.count(step) for step in SCALE)


@cache
def _hidden(people: int) -> frozenset[Cells]:
    """The tables of so many people of which no mean is given: found by trying all, again until nobody is named."""
    tables = [cells for cells in _tables(people) if near_end(cells) is None]
    known = {cells: list(_coalitions(cells, _known(people))) for cells in tables}
    hidden: set[Cells] = set()
    while more := _named(known, hidden) | _small_cells(tables, hidden):
        hidden |= more
    return frozenset(hidden)


def _shown(cells: Cells, hidden: set[Cells]) -> Shown:
    """What distinguishes this table from others: its spread, where that is published; its mean; None where it is hidden."""
    if cells in hidden:
        return None
    has_spread = sum(cells) >= ENOUGH_FOR_TENTHS and all(number == 0 or number >= SMALL for number in cells)
    return cells if has_spread else _rounded(_sum(cells), sum(cells))


def _small_cells(tables: list[Cells], hidden: set[Cells]) -> set[Cells]:
    """The tables whose mean alone says that a few people, and how many, chose some step."""
    alike: dict[Shown, list[Cells]] = defaultdict(list)
    for cells in tables:
        if isinstance(shown := _shown(cells, hidden), int):
            alike[shown].append(cells)
    revealing = [
        same
        for same in alike.values()
        if any(len(set(numbers)) == 1 and 0 < numbers[0] < SMALL for numbers in zip(*same, strict=True))
    ]
    return {cells for same in revealing for cells in same}


def _named(known_of: Mapping[Cells, list[Cells]], hidden: set[Cells]) -> set[Cells]:
    """The tables to hide too: those whose mean names somebody; and where being hidden does, the next one like it."""
    holding: dict[tuple[Shown, Cells], list[Cells]] = defaultdict(list)
    for cells, coalitions in known_of.items():
        shown = _shown(cells, hidden)
        for known in coalitions:
            holding[shown, known].append(cells)
    more: set[Cells] = set()
    for (shown, known), possible in holding.items():
        if len(possible) == 1 and _all_the_same(possible[0], known):
            more |= {possible[0]} if shown is not None else _next_to(possible[0], known, holding)
    return more


def _all_the_same(cells: Cells, known: Cells) -> bool:
    """Whether all whom the attacker does not know chose one step, unless everybody did."""
    others_chose = sum(number > other_number for number, other_number in zip(cells, known, strict=True))
    return others_chose == 1 and max(cells) < sum(cells)


def _next_to(cells: Cells, known: Cells, holding: Mapping[tuple[Shown, Cells], list[Cells]]) -> set[Cells]:
    shown = [
        table
        for (mean_shown, other), tables in holding.items()
        if other == known and isinstance(mean_shown, int)
        for table in tables
    ]
    return {min(shown, key=lambda table: (abs(_sum(table) - _sum(cells)), table))} if shown else set()
