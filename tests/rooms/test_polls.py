"""Polls: asked with a message, voted by form, results without names or countries."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.rooms import jobs
from peerhub.rooms.actions import messages
from peerhub.rooms.actions import polls as poll_actions
from peerhub.rooms.actions import threads as thread_actions
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.actions.polls import NewPoll
from peerhub.rooms.actions.threads import NewThread
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message, Poll, PollOption, PollVote
from peerhub.rooms.queries import polls, threads
from tests.cast import Cast
from tests.rooms.arrange import Place, build
from tests.support.forms import submit

WHICH = NewPoll("Which day?", ("Monday", "Tuesday", "Friday"))


def asked(db: Db, cast: Cast, thread: int, poll: NewPoll = WHICH) -> tuple[Message, Poll, list[int]]:
    """A poll by the seeker, and the ids of its answers."""
    message = db.get_one(Message, messages.post(db, db.merge(cast.seeker), thread, Draft("Choose:", poll=poll)).id)
    found = db.scalars(select(Poll).where(Poll.message_id == message.id)).one()
    options = db.scalars(select(PollOption.id).where(PollOption.poll_id == found.id).order_by(PollOption.position))
    return message, found, list(options)


def test_one_answer_is_changed_and_taken_back(db: Db, cast: Cast) -> None:
    here = build(db, cast)
    message, poll, (monday, tuesday, _friday) = asked(db, cast, here.thread)
    provider = db.merge(cast.provider)
    for chosen in (monday, tuesday, tuesday):
        poll_actions.vote(db, provider, poll.id, {chosen})
    state = polls.polls_of(db, provider, [message.id])[message.id]
    assert [(option.votes, option.mine) for option in state.options] == [(0, False), (1, True), (0, False)]
    assert (state.voters, state.voted) == (1, True)
    assert not polls.polls_of(db, db.merge(cast.seeker), [message.id])[message.id].voted
    poll_actions.vote(db, provider, poll.id, set())
    assert db.scalars(select(PollVote)).all() == []
    told = select(RoomEvent.kind).where(RoomEvent.message_id == message.id).order_by(RoomEvent.seq)
    kinds = list(db.scalars(told))
    assert kinds == ["message", "poll", "poll", "poll", "poll"]
    people = set(db.scalars(select(RoomEvent.actor_id).where(RoomEvent.kind == "poll")))
    assert people == {None}  # the log does not tell who voted


def test_several_answers_only_where_asked(db: Db, cast: Cast) -> None:
    here = build(db, cast)
    _message, poll, options = asked(db, cast, here.thread)
    with pytest.raises(Invalid):
        poll_actions.vote(db, db.merge(cast.provider), poll.id, set(options[:2]))
    _message, several, more = asked(db, cast, here.thread, NewPoll("Which?", ("A", "B"), several=True))
    poll_actions.vote(db, db.merge(cast.provider), several.id, set(more))
    with pytest.raises(Invalid):
        poll_actions.vote(db, db.merge(cast.provider), several.id, set(options[:1]))


def test_closing_ends_the_vote(db: Db, cast: Cast) -> None:
    here = build(db, cast)
    _message, poll, options = asked(db, cast, here.thread)
    with pytest.raises(NotAllowed):
        poll_actions.close(db, db.merge(cast.provider), poll.id)
    for person in (cast.seeker, cast.facilitator):
        poll_actions.close(db, db.merge(person), poll.id)
    with pytest.raises(NotAllowed, match="closed"):
        poll_actions.vote(db, db.merge(cast.provider), poll.id, {options[0]})


def test_a_time_closes_it(app: Flask, database: Database, cast: Cast, place: Place) -> None:
    with database.transaction() as db:
        soon = clock.now() + timedelta(hours=1)
        message, poll, options = asked(db, cast, place.thread, NewPoll("Which?", ("A", "B"), closes_at=soon))
    with app.app_context():
        assert jobs.close_polls(clock.now()) == 0
    with clock.fixed_at(soon), database.transaction() as db, pytest.raises(NotAllowed):
        poll_actions.vote(db, db.merge(cast.provider), poll.id, {options[0]})
    with app.app_context():
        assert [jobs.close_polls(soon) for _twice in range(2)] == [1, 0]
    with database.session() as db:
        assert db.get_one(Poll, poll.id).closed_at == soon
        told = select(RoomEvent.kind).where(RoomEvent.message_id == message.id).order_by(RoomEvent.seq)
        assert db.scalars(told).all()[-1] == "poll"


@pytest.mark.parametrize(
    "wrong",
    [
        NewPoll("", ("A", "B")), NewPoll("Q" * 161, ("A", "B")), NewPoll("Q", ("A",)), NewPoll("Q", ("A", "A", " ")),
        NewPoll("Q", tuple("ABCDEFGHIJK")), NewPoll("Q", ("A", "B" * 161)),
        NewPoll("Q", ("A", "B"), closes_at=clock.now() - timedelta(days=800)),
    ],
)  # fmt: skip
def test_caps_say_what_to_do_and_nothing_is_posted(db: Db, cast: Cast, wrong: NewPoll) -> None:
    """Attack 19."""
    here = build(db, cast)
    with pytest.raises(Invalid):
        messages.post(db, db.merge(cast.seeker), here.thread, Draft("Choose:", poll=wrong))
    assert db.scalars(select(Poll)).all() == []


def test_the_same_key_with_another_poll_is_something_else(db: Db, cast: Cast) -> None:
    here = build(db, cast)
    seeker = db.merge(cast.seeker)
    first, again = (messages.post(db, seeker, here.thread, Draft("X", key="k", poll=WHICH)) for _ in range(2))
    assert (first.id, again.again) == (again.id, True)
    assert len(db.scalars(select(Poll)).all()) == 1
    with pytest.raises(Conflict):
        messages.post(db, seeker, here.thread, Draft("X", key="k"))


def test_strangers_to_a_private_room_and_removed_messages_have_no_poll(db: Db, cast: Cast) -> None:
    here = build(db, cast)
    message, poll, options = asked(db, cast, here.private_thread)
    for verb in (lambda: poll_actions.vote(db, db.merge(cast.outsider), poll.id, {options[0]}),
                 lambda: poll_actions.close(db, db.merge(cast.outsider), poll.id),
                 lambda: polls.poll_of(db, db.merge(cast.outsider), message.id)):  # fmt: skip
        with pytest.raises(NotFound):
            verb()
    messages.remove(db, db.merge(cast.seeker), message.id)
    with pytest.raises(NotFound):
        poll_actions.vote(db, db.merge(cast.provider), poll.id, {options[0]})


def test_the_page_asks_once_more_and_only_when_there_is_a_poll(
    database: Database, cast: Cast, place: Place, count_queries: Any
) -> None:
    def count() -> int:
        with database.session() as db:
            viewer = db.merge(cast.provider)
            with count_queries() as seen:
                threads.page(db, viewer, place.thread)
        return len(seen)

    before = count()
    with database.transaction() as db:
        asked(db, cast, place.thread)
    one = count()
    with database.transaction() as db:
        asked(db, cast, place.thread)
    assert (one - before, count()) == (1, one)


def test_asked_and_answered_without_a_script(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    path = f"/threads/{place.thread}"
    fields = {"body": "Choose:", "key": "p", "poll_question": "Which <b>day</b>?", "poll_options": "Monday\n\nTuesday"}
    writer, reader = browse(cast.seeker), browse(cast.provider)
    assert submit(writer, f"{path}/messages", form_path=path, **fields).status_code == 302
    with database.session() as db:
        poll, option = db.scalars(select(Poll)).one(), db.scalars(select(PollOption)).first()
        assert option is not None
    before = reader.get(path).text
    assert "Which &lt;b&gt;day&lt;/b&gt;?" in before
    assert "<meter" not in before
    assert submit(reader, f"/polls/{poll.id}/vote", form_path=path).status_code == 422
    chosen = {f"poll-{poll.id}": str(option.id)}
    assert submit(reader, f"/polls/{poll.id}/vote", form_path=path, **chosen).status_code == 302
    after = reader.get(path).text
    assert "1 vote" in after
    assert "Change my vote" in after
    assert "<meter" not in writer.get(path).text
    assert submit(writer, f"/polls/{poll.id}/close", form_path=path).status_code == 302
    assert "1 vote" in writer.get(path).text
    alone = reader.get(f"/messages/{poll.message_id}/poll")
    assert alone.text.strip() in reader.get(path).text
    assert reader.get(f"/messages/{place.message}/poll").status_code == 204


def test_what_was_typed_comes_back_with_the_reason(browse: Any, cast: Cast, place: Place) -> None:
    path = f"/threads/{place.thread}"
    fields = {
        "body": "Choose:",
        "key": "p",
        "poll_question": "Which?",
        "poll_options": "Monday",
        "poll_closes": "2026-11-30T12:00",
    }
    answer = submit(browse(cast.seeker), f"{path}/messages", form_path=path, **fields)
    assert answer.status_code == 422
    assert "A poll needs 2 to 10 different answers" in answer.text
    assert 'value="2026-11-30T12:00"' in answer.text
    new = {"title": "T", "kind": "discussion", **fields}
    start = f"/rooms/{place.room}/threads/new"
    assert submit(browse(cast.seeker), start, **new).status_code == 422
    assert submit(browse(cast.seeker), start, **{**new, "poll_options": "A\nB"}).status_code == 302


def test_a_thread_can_begin_with_a_poll(db: Db, cast: Cast) -> None:
    here = build(db, cast)
    posted = thread_actions.start(
        db, db.merge(cast.seeker), here.room, NewThread("T", "question", Draft("X", poll=WHICH))
    )
    assert db.scalars(select(Poll.message_id)).all() == [posted.id]
