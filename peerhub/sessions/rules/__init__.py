"""Rules of sessions: `clock` times and instants, `local` comfort, `answers` and places, `changes`, `due` reminders.

Pure: no database, no Flask.
"""

from peerhub.sessions.rules.answers import (
    Partstat,
    Response,
    State,
    has_ended,
    may_move,
    may_respond,
    partstat,
    place_left,
    places_left,
    seated,
)
from peerhub.sessions.rules.changes import Timing, next_sequence, next_stamp, response_after_change
from peerhub.sessions.rules.clock import ClockProblem, FarAway, RepeatedTime, SkippedTime, UnknownZone, clocks, instant
from peerhub.sessions.rules.due import REMINDERS, Reminder, due_reminders, reminders
from peerhub.sessions.rules.local import OFFICE, WEEKEND, Comfort, Hours, LocalTime, comfort, cost, local_times

__all__ = [
    "OFFICE",
    "REMINDERS",
    "WEEKEND",
    "ClockProblem",
    "Comfort",
    "FarAway",
    "Hours",
    "LocalTime",
    "Partstat",
    "Reminder",
    "RepeatedTime",
    "Response",
    "SkippedTime",
    "State",
    "Timing",
    "UnknownZone",
    "clocks",
    "comfort",
    "cost",
    "due_reminders",
    "has_ended",
    "instant",
    "local_times",
    "may_move",
    "may_respond",
    "next_sequence",
    "next_stamp",
    "partstat",
    "place_left",
    "places_left",
    "reminders",
    "response_after_change",
    "seated",
]
