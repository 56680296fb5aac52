"""What somebody promised to do by when, and whether it happened.

Knows the subject a promise came from only as kind, id, title and path.
"""
