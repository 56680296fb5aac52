"""Every public verb and read says on which database and for whom: `db` first, then `actor` or `viewer`.

An exception stands here with its reason. When the list grows long, the names are wrong.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import peerhub

ASKERS = {"actor", "viewer"}

# Whole modules, by the name they begin with.
MODULES = {
    "peerhub.reference.": "The programme's lists are the same for everybody; who may change them is asked in people.",
    "peerhub.rooms.actions.log": "Parts of verbs, which have asked already.",
    "peerhub.rooms.actions.rooms": "Rooms are made by the domains above, which ask who may.",
    "peerhub.rooms.queries.payloads": "Values of what has been read already.",
    "peerhub.sessions.actions.mails": "Parts of verbs, which have asked already.",
    "peerhub.sessions.actions.plans": "Parts of verbs, which have asked already.",
    "peerhub.sessions.actions.reflection": "Follows from a fact; nobody acts.",
    "peerhub.sessions.actions.room": "Parts of verbs, which have asked already.",
    "peerhub.sessions.queries.agenda": "Parts of reads, which have asked already.",
    "peerhub.sessions.queries.entries": "Parts of reads, which have asked already.",
    "peerhub.sessions.queries.telling": "What a mail says; who gets it is the verb's matter.",
}
FUNCTIONS = {
    "peerhub.commitments.actions.ask_next": "A job: the day has come, nobody acts.",
    "peerhub.commitments.actions.remind_next": "A job: the day has come, nobody acts.",
    "peerhub.commitments.queries.kept_rate": "One figure of all together, the same for everybody.",
    "peerhub.commitments.queries.obstacle": "The programme's list is the same for everybody.",
    "peerhub.commitments.queries.obstacles": "The programme's list is the same for everybody.",
    "peerhub.notices.actions.notify": "Reactions tell people; nobody acts, and `person_ids` says who is told.",
    "peerhub.people.actions.accounts.seat_for": "Opens an installation; `invite` and `hand_over` ask who may.",
    "peerhub.people.actions.accounts.create_person": "Opens an installation; `invite` asks who may.",
    "peerhub.people.actions.accounts.give_role": "Opens an installation; `appoint` asks who may.",
    "peerhub.people.actions.invitations.accept": "Not signed in yet: the signed token is the right.",
    "peerhub.people.actions.seen.is_long_ago": "A question about a moment, without a database.",
    "peerhub.people.actions.seen.note_seen": "Runs on answers, where only the id of the actor is known.",
    "peerhub.people.actions.sign_in.send_link": "Not signed in yet, and nothing is told about the address.",
    "peerhub.people.actions.sign_in.use_link": "Not signed in yet: the signed token is the right.",
    "peerhub.people.queries.invitation_of_token": "Not signed in yet: the signed token is the right.",
    "peerhub.people.queries.person_by_email": "Signing in: finds who the viewer will be.",
    "peerhub.people.queries.person_of_sign_in": "Signing in: finds who the viewer is.",
    "peerhub.people.queries.sign_in_link": "Not signed in yet: the signed token is the right.",
    "peerhub.rooms.actions.messages.checked_body": "A text, without a database.",
    "peerhub.rooms.actions.messages.first_language": "A question about a person, without a database.",
    "peerhub.rooms.actions.messages.version": "A question about a message, without a database.",
    "peerhub.rooms.queries.events.countries_of": "Of people who are in a room that the caller has asked for.",
    "peerhub.rooms.queries.events.event_to_push": "Goes to a room's channel, whose members have been asked.",
    "peerhub.rooms.queries.events.last_seqs": "Goes to the channels of rooms, whose members have been asked.",
    "peerhub.rooms.queries.rooms.activities": "The programme's list is the same for everybody.",
    "peerhub.rooms.queries.threads.messages_between": "Of a thread that the caller has fetched for the viewer.",
    "peerhub.rooms.queries.unread.marks_of": "A part of a query, without a database.",
    "peerhub.rooms.queries.unread.unread_by_room": "A part of a query, without a database.",
    "peerhub.rooms.queries.unread.unread_by_theme": "A part of a query, without a database.",
    "peerhub.rooms.queries.unread.unread_in_thread": "A part of a query, without a database.",
    "peerhub.rooms.queries.unread.unread_total": "A part of a query, without a database.",
    "peerhub.sessions.actions.afterwards.end_due": "A job: time acts, nobody else.",
    "peerhub.sessions.actions.afterwards.join_from_mail": "Not signed in: the signed token is the right.",
    "peerhub.sessions.actions.answers.respond_from_mail": "Not signed in: the signed token is the right.",
    "peerhub.sessions.actions.reminding.remind_next": "A job: time acts, nobody else.",
    "peerhub.sessions.actions.sending.accept_for": "A part of verbs, which have asked already.",
    "peerhub.sessions.actions.sending.drop_reminders": "A part of verbs, which have asked already.",
    "peerhub.sessions.actions.sending.invite": "A part of verbs, which have asked already.",
    "peerhub.sessions.actions.sending.invited": "A part of verbs, which have asked already.",
    "peerhub.sessions.actions.sending.plan_reminders": "A part of verbs, which have asked already.",
    "peerhub.sessions.queries.choices.plan_of": "Of a session that the caller has fetched through `access`.",
    "peerhub.sessions.queries.choices.team_of": "Part of the form's choices, which ask who may.",
    "peerhub.sessions.queries.choices.themes": "The programme's themes are the same for everybody.",
    "peerhub.sessions.queries.feeds.feed_content": "Not signed in: the signed token is the right.",
    "peerhub.sessions.queries.shown.invitation_page": "Not signed in: the signed token is the right.",
    "peerhub.surveys.actions.ask_by_mail": "Follows from a survey's opening, or from a job; nobody acts.",
    "peerhub.surveys.actions.close_next": "A job: the day has come, nobody acts.",
    "peerhub.surveys.actions.open_survey": "Follows from the end of a session; `people` says who is asked.",
    "peerhub.surveys.actions.remind_next": "A job: the day has come, nobody acts.",
    "peerhub.surveys.queries.asked": "Answers need no sign-in: the signed token is the right.",
    "peerhub.surveys.queries.person_asked": "Answers need no sign-in: the signed token is the right.",
    "peerhub.surveys.queries.waiting_count": "Builds a part of another read, without a database; `viewer` comes first.",
}


def verbs() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the modules `actions` and `queries`, by its full name, where it is defined."""
    for module in pkgutil.walk_packages(peerhub.__path__, "peerhub."):
        parts = module.name.split(".")
        if len(parts) > 2 and parts[2] in {"actions", "queries"}:
            for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                if not name.startswith("_") and function.__module__ == module.name:
                    yield f"{module.name}.{name}", function


def keeps_the_habit(function: Callable[..., Any]) -> bool:
    """Whether the first parameters are `db` and then whoever asks."""
    first = [*inspect.signature(function).parameters, "", ""]
    return first[0] == "db" and first[1] in ASKERS


def test_every_verb_says_on_which_database_and_for_whom() -> None:
    strays = {name for name, function in verbs() if not keeps_the_habit(function)}
    assert {name for name in strays - set(FUNCTIONS) if not name.startswith(tuple(MODULES))} == set()


def test_no_exception_is_left_over() -> None:
    strays = {name for name, function in verbs() if not keeps_the_habit(function)}
    assert set(FUNCTIONS) - strays == set()
    assert [start for start in MODULES if not any(name.startswith(start) for name in strays)] == []


def test_the_law_tells_verbs_apart() -> None:
    def good(db: object, actor: object, more: object) -> None: ...
    def late(db: object, more: object, actor: object) -> None: ...
    def nobody(db: object) -> None: ...

    assert [keeps_the_habit(function) for function in (good, late, nobody)] == [True, False, False]
