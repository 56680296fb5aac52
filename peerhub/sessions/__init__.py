"""Exchange sessions: from "we should meet" to "what came of it".

Holds the schedule, the invitations and answers, reminders, attendance, minutes, and the calendar parts of emails and
feeds.

Words: a *session* is an exchange session (the database session is `db`); *state* is draft, scheduled, ended or
cancelled; a *response* is what an invited person answered; *wall time* is
what a clock on the wall shows in a zone; *stamp* is the moment at which a calendar message was made; *sequence*
counts the changes of time.

Must not know: needs, offers and exchanges, nor what a survey asks. A session announces that it ended; others react.
"""
