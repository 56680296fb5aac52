"""Exchange sessions: agenda, invitations, answers to them, reminders, attendance, minutes, calendars.

Words: *session* the meeting, *invitee* a person asked to it, *response* what they answered. `db` is the database's session.
"""
