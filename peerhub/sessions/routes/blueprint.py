"""The blueprint that all doors of sessions hang on, and the filter that their pages and mails tell zones with."""

from flask import Blueprint

from peerhub.sessions.views import zone_at

bp = Blueprint("sessions", __name__)
bp.app_template_filter("zone_at")(zone_at)
