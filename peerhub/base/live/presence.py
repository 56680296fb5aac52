"""Who hears a channel, on all processes. Each says it to the others with its heartbeat, never for single persons."""

import os
import platform
import time
from collections.abc import Mapping, Sequence

from peerhub.base.live.channels import broadcast_order, people_here

KEPT = 80.0  # seconds; a process that has said nothing for two heartbeats is gone

_elsewhere: dict[str, tuple[float, Mapping[str, Sequence[int]]]] = {}


def people_in(channel: str) -> set[int]:
    """The ids of those who hear a channel: here now, on other processes at their last heartbeat."""
    since = time.monotonic() - KEPT
    listeners = (people.get(channel, ()) for at, people in _elsewhere.values() if at > since)
    return people_here(channel).union(*listeners)


def share(channels: Sequence[str]) -> None:
    """Tell the other processes who hears these channels here."""
    process = f"{platform.node()}:{os.getpid()}"
    broadcast_order("present", process, {channel: sorted(people_here(channel)) for channel in channels})


def remember_others(process: str, people: Mapping[str, Sequence[int]]) -> None:
    """Remember what another process said, in the place of what it said before."""
    now = time.monotonic()
    for silent in [name for name, (at, _people) in _elsewhere.items() if at <= now - KEPT]:
        del _elsewhere[silent]
    _elsewhere[process] = now, people
