"""The blueprint of all endpoints of sessions, and the filters of their pages and emails."""

from flask import Blueprint

from peerhub.sessions.queries import agenda
from peerhub.sessions.views import local_time_rows, zone_at

bp = Blueprint("sessions", __name__)
bp.app_template_filter("zone_at")(zone_at)
bp.app_template_filter("local_time_rows")(local_time_rows)
bp.app_template_filter("agenda_words")(agenda.agenda_words)
