"""What somebody committed to do by a certain day, and whether it happened.

Knows the subject a commitment came from only as kind, id, title and path.
"""
