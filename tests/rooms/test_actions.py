"""What people do in rooms: nothing twice, nothing lost, nothing that is not theirs."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.security.audit import AuditEntry
from peerhub.base.text import markdown
from peerhub.people.models import Person
from peerhub.rooms.actions import answers, members, messages, reading
from peerhub.rooms.actions import threads as thread_actions
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.actions.threads import NewThread
from peerhub.rooms.models.log import ReadMark, RoomEvent
from peerhub.rooms.models.messages import Message, MessageVersion
from peerhub.rooms.models.rooms import FACILITATOR
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import threads, unread
from tests.cast import Cast
from tests.rooms.arrange import Place, build


@pytest.fixture
def here(db: Db, cast: Cast) -> Place:
    """The rooms, inside the test's transaction."""
    return build(db, cast)


@pytest.fixture
def seeker(db: Db, cast: Cast) -> Person:
    """Asks."""
    return db.merge(cast.seeker)


@pytest.fixture
def provider(db: Db, cast: Cast) -> Person:
    """Answers."""
    return db.merge(cast.provider)


def kinds(db: Db, room: int) -> list[str]:
    """The log of a room."""
    return list(db.scalars(select(RoomEvent.kind).where(RoomEvent.room_id == room).order_by(RoomEvent.seq)))


def test_a_message_has_the_next_number_and_one_line_in_the_log(db: Db, here: Place, provider: Person) -> None:
    posted = messages.post(db, provider, here.thread, Draft("*Yes*", language="es"))
    message, thread = db.get_one(Message, posted.id), db.get_one(Thread, here.thread)
    assert (posted.number, posted.seq, posted.again) == (2, 2, False)
    assert (message.html, message.language, message.renderer) == (
        '<p dir="auto"><em>Yes</em></p>',
        "es",
        markdown.VERSION,
    )
    db.refresh(thread)
    assert (thread.last_number, thread.last_author_id) == (2, provider.id)
    assert kinds(db, here.room) == ["thread", "message"]


def test_the_language_is_the_authors_own_unless_chosen(db: Db, here: Place, provider: Person) -> None:
    posted = messages.post(db, provider, here.thread, Draft("x", language="<script>"))
    assert db.get_one(Message, posted.id).language == provider.working_languages[0]


def test_the_same_key_writes_once(db: Db, here: Place, seeker: Person, provider: Person) -> None:
    first = messages.post(db, provider, here.thread, Draft("Hello", key="k"))
    again = messages.post(db, provider, here.thread, Draft("Hello\r\n", key="k"))
    assert (again.id, again.number, again.seq, again.again) == (first.id, first.number, first.seq, True)
    with pytest.raises(Conflict):
        messages.post(db, provider, here.thread, Draft("A different message", key="k"))
    other = messages.post(db, seeker, here.thread, Draft("A different message", key="k"))
    assert other.number == 3
    with pytest.raises(Invalid):
        messages.post(db, provider, here.thread, Draft("Hello", key="no spaces please"))
    assert kinds(db, here.room) == ["thread", "message", "message"]


def test_a_known_key_answers_even_when_the_thread_is_locked(db: Db, here: Place, provider: Person, cast: Cast) -> None:
    first = messages.post(db, provider, here.thread, Draft("Hello", key="k"))
    thread_actions.lock(db, db.merge(cast.facilitator), here.thread, locked=True)
    assert messages.post(db, provider, here.thread, Draft("Hello", key="k")).id == first.id
    with pytest.raises(NotAllowed):
        messages.post(db, provider, here.thread, Draft("Hello", key="other"))


def test_lengths(db: Db, here: Place, provider: Person) -> None:
    messages.post(db, provider, here.thread, Draft("x" * 10_000))
    with pytest.raises(Invalid, match="10001"):
        messages.post(db, provider, here.thread, Draft("x" * 10_001))
    for title in ("", "x" * 161):
        with pytest.raises(Invalid):
            thread_actions.start(db, provider, here.room, NewThread(title, "discussion", Draft("x")))


def test_threads_are_started_once_and_only_of_known_kinds(db: Db, here: Place, provider: Person, cast: Cast) -> None:
    new = NewThread("Title\nwith break", "experience", Draft("x", key="t"), activity_code="2.4")
    first, again = (thread_actions.start(db, provider, here.room, new) for _ in range(2))
    thread = db.get_one(Thread, first.thread_id)
    assert (first.thread_id, again.again) == (again.thread_id, True)
    assert (thread.title, thread.activity_code, thread.last_number) == ("Title with break", "2.4", 1)
    for wrong in (NewThread("T", "party", Draft("x")), NewThread("T", "discussion", Draft("x"), activity_code="9.9")):
        with pytest.raises(Invalid):
            thread_actions.start(db, provider, here.room, wrong)
    announcement = NewThread("T", "announcement", Draft("x"))
    with pytest.raises(Invalid):
        thread_actions.start(db, provider, here.room, announcement)
    thread_actions.start(db, db.merge(cast.facilitator), here.room, announcement)


def test_edits_keep_what_was_said(db: Db, here: Place, seeker: Person, provider: Person) -> None:
    message = db.get_one(Message, here.message)
    with clock.fixed_at(clock.now() + timedelta(minutes=5)):
        messages.edit(db, seeker, message.id, "New *text*")
        assert (message.html, message.edited_at) == ('<p dir="auto">New <em>text</em></p>', clock.now())
        messages.edit(db, seeker, message.id, "New *text*")
        with pytest.raises(NotAllowed):
            messages.edit(db, provider, message.id, "Not mine")
        with pytest.raises(Invalid):
            messages.edit(db, seeker, message.id, " ")
    kept = db.scalars(select(MessageVersion)).one()
    assert (kept.body, kept.written_at) == ("Its first message.", message.created_at)
    assert kinds(db, here.room) == ["thread", "edited"]


def test_removal_leaves_a_trace_and_can_be_undone(
    db: Db, here: Place, seeker: Person, provider: Person, cast: Cast
) -> None:
    with pytest.raises(NotAllowed):
        messages.remove(db, provider, here.message)
    for _twice in range(2):
        messages.remove(db, seeker, here.message)
    assert db.get_one(Message, here.message).removed_by_id == seeker.id
    with pytest.raises(NotAllowed):
        messages.edit(db, seeker, here.message, "x")
    with pytest.raises(NotAllowed):
        messages.react(db, provider, here.message, "useful")
    with pytest.raises(NotAllowed):
        messages.restore(db, provider, here.message)
    for _twice in range(2):
        messages.restore(db, seeker, here.message)
    messages.remove(db, seeker, here.message)
    with clock.fixed_at(clock.now() + timedelta(seconds=61)), pytest.raises(NotAllowed, match="no longer"):
        messages.restore(db, seeker, here.message)
    assert kinds(db, here.room) == ["thread", "removed", "restored", "removed"]


def test_facilitators_remove_what_others_wrote_and_it_is_audited(db: Db, here: Place, cast: Cast) -> None:
    messages.remove(db, db.merge(cast.facilitator), here.message)
    assert [entry.verb for entry in db.scalars(select(AuditEntry))] == ["message.removed"]


def test_reactions_are_given_and_taken_back(db: Db, here: Place, provider: Person, seeker: Person) -> None:
    def counts() -> dict[str, int]:
        db.flush()
        return threads.page(db, seeker, here.thread).reactions.counts.get(here.message, {})

    messages.react(db, provider, here.message, "useful")
    messages.react(db, seeker, here.message, "useful")
    assert counts() == {"useful": 2}
    messages.react(db, provider, here.message, "useful", add=False)
    messages.react(db, provider, here.message, "agree")
    messages.react(db, provider, here.message, "agree")
    messages.react(db, seeker, here.message, "thanks", add=False)
    assert counts() == {"useful": 1, "agree": 1}
    with pytest.raises(Invalid):
        messages.react(db, provider, here.message, "__class__")
    assert kinds(db, here.room) == ["thread"] + ["reaction"] * 4


def test_the_answer_is_the_askers_choice(db: Db, here: Place, seeker: Person, provider: Person, cast: Cast) -> None:
    posted = messages.post(db, provider, here.thread, Draft("So."))
    with pytest.raises(NotAllowed):
        answers.choose(db, provider, here.thread, 2)
    with pytest.raises(NotFound):
        answers.choose(db, seeker, here.thread, 9)
    for _twice in range(2):
        answers.choose(db, seeker, here.thread, 2)
    answers.choose(db, db.merge(cast.facilitator), here.thread, None)
    messages.remove(db, provider, posted.id)
    with pytest.raises(Invalid):
        answers.choose(db, seeker, here.thread, 2)
    with pytest.raises(NotAllowed):
        answers.choose(db, seeker, here.private_thread, 1)
    assert kinds(db, here.room) == ["thread", "message", "answer", "answer", "removed"]


def test_locking_is_for_those_who_look_after_the_room(db: Db, here: Place, provider: Person, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        thread_actions.lock(db, provider, here.thread, locked=True)
    facilitator = db.merge(cast.facilitator)
    for locked in (True, True, False):
        thread_actions.lock(db, facilitator, here.thread, locked=locked)
    messages.post(db, provider, here.thread, Draft("Open again"))
    assert kinds(db, here.room) == ["thread", "locked", "unlocked", "message"]


def test_marks_only_grow_and_never_pass_the_end(db: Db, here: Place, provider: Person, seeker: Person) -> None:
    for _three in range(3):
        messages.post(db, seeker, here.thread, Draft("x"))
    reached = [reading.mark_read(db, provider, here.thread, number) for number in (2, 1, 99, 3)]
    assert reached == [2, 2, 4, 4]
    with pytest.raises(NotFound):
        reading.mark_read(db, provider, 999, 1)


def test_ones_own_message_is_read_unless_others_before_it_were_not(
    db: Db, here: Place, provider: Person, seeker: Person
) -> None:
    def mark() -> int:
        return db.get_one(ReadMark, (provider.id, here.thread), populate_existing=True).number

    messages.post(db, provider, here.thread, Draft("I have seen the first", seen=1))
    assert mark() == 2
    messages.post(db, seeker, here.thread, Draft("Three"))
    messages.post(db, provider, here.thread, Draft("Written before three came", seen=2))
    assert mark() == 2


def test_everything_can_be_marked_read(db: Db, here: Place, provider: Person) -> None:
    reading.mark_all_read(db, provider, here.room)
    assert db.get(ReadMark, (provider.id, here.private_thread)) is None
    reading.mark_all_read(db, provider)
    assert db.get_one(ReadMark, (provider.id, here.private_thread)).number == 1
    assert unread.news_for(db, provider) == []


def test_outsiders_never_mark_private_threads(db: Db, here: Place, cast: Cast) -> None:
    outsider = db.merge(cast.outsider)
    reading.mark_all_read(db, outsider)
    assert db.get(ReadMark, (outsider.id, here.private_thread)) is None
    with pytest.raises(NotFound):
        reading.mark_all_read(db, outsider, here.private_room)


def test_members_come_and_go(db: Db, here: Place, cast: Cast) -> None:
    members.add(db, here.private_room, cast.outsider.id)
    members.add(db, here.private_room, cast.outsider.id, FACILITATOR)
    outsider = db.merge(cast.outsider)
    assert threads.page(db, outsider, here.private_thread).facilitator
    for _twice in range(2):
        members.remove(db, here.private_room, outsider.id)
    with pytest.raises(NotFound):
        threads.page(db, outsider, here.private_thread)
