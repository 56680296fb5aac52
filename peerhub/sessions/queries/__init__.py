"""Reads about sessions, split by the page they are for."""

from peerhub.sessions.queries.choices import (
    Choices,
    Written,
    choices,
    choices_for,
    may_copy_link,
    plan_of,
    plan_of_visible,
    session_to_change,
    team_of,
)
from peerhub.sessions.queries.entries import calendar_entry, one_entry, partstat_of
from peerhub.sessions.queries.feeds import Feed, feed_content, my_feeds
from peerhub.sessions.queries.lists import Line, Lists, ahead_on_theme, next_sessions, session_lists, waiting_count
from peerhub.sessions.queries.minutes import minutes_versions
from peerhub.sessions.queries.owing import Owing, owing
from peerhub.sessions.queries.shown import (
    InvitationPage,
    Part,
    SessionPage,
    invitation_page,
    person_invited,
    session_page,
)
from peerhub.sessions.queries.telling import mail_data

__all__ = [
    "Choices",
    "Feed",
    "InvitationPage",
    "Line",
    "Lists",
    "Owing",
    "Part",
    "SessionPage",
    "Written",
    "ahead_on_theme",
    "calendar_entry",
    "choices",
    "choices_for",
    "feed_content",
    "invitation_page",
    "mail_data",
    "may_copy_link",
    "minutes_versions",
    "my_feeds",
    "next_sessions",
    "one_entry",
    "owing",
    "partstat_of",
    "person_invited",
    "plan_of",
    "plan_of_visible",
    "session_lists",
    "session_page",
    "session_to_change",
    "team_of",
    "waiting_count",
]
