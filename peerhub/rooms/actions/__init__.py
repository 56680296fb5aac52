"""Verbs of rooms, by noun. Domains above use what stands here."""

from peerhub.rooms.actions.answers import choose_answer
from peerhub.rooms.actions.exporting import note_export
from peerhub.rooms.actions.indexing import rebuild_some
from peerhub.rooms.actions.messages import (
    Draft,
    Posted,
    edit_message,
    message_to_edit,
    post_message,
    react,
    remove_message,
    restore_message,
    set_language,
)
from peerhub.rooms.actions.polls import NewPoll, close_poll, vote
from peerhub.rooms.actions.reading import mark_all_read, mark_read
from peerhub.rooms.actions.rooms import (
    Subject,
    add_member,
    archive_room,
    create_room,
    describe_room,
    leave_rooms,
    pass_on_rooms,
    remove_member,
)
from peerhub.rooms.actions.threads import NewThread, lock_thread, start_thread

__all__ = [
    "Draft",
    "NewPoll",
    "NewThread",
    "Posted",
    "Subject",
    "add_member",
    "archive_room",
    "choose_answer",
    "close_poll",
    "create_room",
    "describe_room",
    "edit_message",
    "leave_rooms",
    "lock_thread",
    "mark_all_read",
    "mark_read",
    "message_to_edit",
    "note_export",
    "pass_on_rooms",
    "post_message",
    "react",
    "rebuild_some",
    "remove_member",
    "remove_message",
    "restore_message",
    "set_language",
    "start_thread",
    "vote",
]
