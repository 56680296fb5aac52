"""Rooms, who is in them, threads, messages, and the log from which every page can catch up."""

from peerhub.rooms.models.log import Draft, PostKey, ReadMark, RoomEvent
from peerhub.rooms.models.messages import (
    Attachment,
    Mention,
    Message,
    MessageVersion,
    Poll,
    PollOption,
    PollVote,
    Reaction,
)
from peerhub.rooms.models.moderation import Flag, ModerationEntry, Sanction
from peerhub.rooms.models.rooms import FACILITATOR, MEMBER, Membership, Room
from peerhub.rooms.models.threads import Experience, ScheduledPost, Thread, ThreadFollow

__all__ = [
    "FACILITATOR",
    "MEMBER",
    "Attachment",
    "Draft",
    "Experience",
    "Flag",
    "Membership",
    "Mention",
    "Message",
    "MessageVersion",
    "ModerationEntry",
    "Poll",
    "PollOption",
    "PollVote",
    "PostKey",
    "Reaction",
    "ReadMark",
    "Room",
    "RoomEvent",
    "Sanction",
    "ScheduledPost",
    "Thread",
    "ThreadFollow",
]
