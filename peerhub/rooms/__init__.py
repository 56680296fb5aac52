"""Rooms, threads, messages, membership, reading marks, and the log of every change.

Words: *thread* a topic, *message* what people write, *event* a line of the room's log with its gapless `seq`.
Must not know sessions or exchanges: they make their rooms here.
"""
