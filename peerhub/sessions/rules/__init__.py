"""Rules of sessions: `clock` times and instants, `local` comfort, `answers`, `changes`, `due` reminders.

Pure: no database, no Flask.
"""

from peerhub.sessions.rules.answers import (
    Partstat,
    has_ended,
    may_respond,
)
from peerhub.sessions.rules.changes import Timing, next_sequence, next_stamp
from peerhub.sessions.rules.clock import ClockProblem, FarAway, RepeatedTime, SkippedTime, UnknownZone, clocks, instant
from peerhub.sessions.rules.due import REMINDERS, Reminder, reminders
from peerhub.sessions.rules.local import OFFICE, Comfort, DaysOff, Hours, LocalTime, comfort, cost, local_times

__all__ = [
    "OFFICE",
    "REMINDERS",
    "ClockProblem",
    "Comfort",
    "DaysOff",
    "FarAway",
    "Hours",
    "LocalTime",
    "Partstat",
    "Reminder",
    "RepeatedTime",
    "SkippedTime",
    "Timing",
    "UnknownZone",
    "clocks",
    "comfort",
    "cost",
    "has_ended",
    "instant",
    "local_times",
    "may_respond",
    "next_sequence",
    "next_stamp",
    "reminders",
]
