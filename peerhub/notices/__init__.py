"""Notices to a person (the bell), and the delivery of the outbox.

A notice is kind and data, rendered in the reader's language. Knows no rooms, sessions or surveys: they call `notify`.
"""
