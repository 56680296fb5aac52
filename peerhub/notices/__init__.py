"""What a person is told: the bell, and the outbox's delivery.

A notice is kind and data, rendered in the reader's language. Knows no rooms, sessions or surveys: they call `notify`.
"""
