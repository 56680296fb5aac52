"""Whatever happens in a room in whatever order: the log has no gaps, and who catches up sees what a fresh page shows."""

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.people.models import Person
from peerhub.rooms.actions import answers, messages
from peerhub.rooms.actions import threads as thread_actions
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.queries import events as event_queries
from peerhub.rooms.queries import threads
from peerhub.rooms.queries.events import LoggedEvent
from tests.cast import Cast
from tests.rooms.arrange import build

Step = tuple[str, int, int]
VERBS = ("post", "post", "edit", "remove", "restore", "react", "answer", "lock")
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 2), st.integers(1, 6)), max_size=25)


def act(db: Db, actor: Person, thread: int, ids: list[int], step: Step, count: int) -> None:
    """Do one thing; what is refused changes nothing."""
    verb, _who, number = step
    message = ids[min(number, len(ids)) - 1]
    with db.begin_nested():
        if verb == "post":
            ids.append(messages.post(db, actor, thread, Draft(f"Text {count}", key=f"k{number}")).id)
        elif verb == "edit":
            messages.edit(db, actor, message, f"Edited {count}")
        elif verb == "remove":
            messages.remove(db, actor, message)
        elif verb == "restore":
            messages.restore(db, actor, message)
        elif verb == "react":
            messages.react(db, actor, message, "useful", add=bool(count % 2))
        elif verb == "answer":
            answers.choose(db, actor, thread, number)
        else:
            thread_actions.lock(db, actor, thread, locked=number % 2 == 0)


def applied(lines: list[LoggedEvent]) -> dict[int, Any]:
    """What stands in a thread after these lines: messages by number, and the answer under 0."""
    page: dict[int, Any] = {}
    for line in lines:
        if line.thread:
            page[0] = (line.thread.answer_number, line.thread.locked_at is not None)
        if line.message:
            removed = line.message.removed_at is not None
            counts = line.reactions.counts.get(line.message.id, {})
            page[line.message.number] = (None if removed else line.message.html, removed, counts)
    return page


def fresh(db: Db, viewer: Person, thread: int) -> dict[int, Any]:
    """What a page shows that was loaded just now."""
    shown = threads.page(db, viewer, thread)
    page: dict[int, Any] = {0: (shown.thread.answer_number, shown.thread.locked_at is not None)}
    for message in shown.messages:
        removed = message.removed_at is not None
        counts = shown.reactions.counts.get(message.id, {})
        page[message.number] = (None if removed else message.html, removed, counts)
    return page


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.integers(0, 25), st.integers(1, 7))
def test_catching_up_is_the_same_as_looking_anew(db: Db, cast: Cast, steps: list[Step], cut: int, some: int) -> None:
    with db.begin_nested() as undo:
        place = build(db, cast)
        people = [db.merge(person) for person in (cast.seeker, cast.provider, cast.facilitator)]
        ids, have = [place.message], 0
        caught: list[LoggedEvent] = []
        for count, step in enumerate(steps):
            with suppress(Conflict, Invalid, NotAllowed, NotFound):
                act(db, people[step[1]], place.thread, ids, step, count)
            if count == cut:
                caught, have = events_from(db, people[0], place.room, 0, some)
        rest, have = events_from(db, people[0], place.room, have, some)
        caught += rest
        db.expire_all()
        assert [line.event.seq for line in caught] == list(range(1, have + 1))
        assert have == db.get_one(Room, place.room).last_seq
        assert applied(caught) == fresh(db, people[0], place.thread)
        undo.rollback()


def events_from(db: Db, viewer: Person, room: int, after: int, some: int) -> tuple[list[LoggedEvent], int]:
    """Everything after a number, `some` lines at a time, as a page asks for it; and the last number."""
    events: list[LoggedEvent] = []
    more = True
    while more:
        db.flush()
        db.expire_all()
        caught = event_queries.after(db, viewer, room, after, limit=some)
        assert not caught.reset
        events += caught.events
        after = events[-1].event.seq if events else after
        more = caught.more
    return events, after
