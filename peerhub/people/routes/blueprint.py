"""The blueprint of all endpoints about people and countries."""

from flask import Blueprint

from peerhub.people.forms import ROLES

bp = Blueprint("people", __name__)


@bp.app_template_filter("role_name")
def role_name(role: str) -> str:
    """What a role is called in the reader's language."""
    return str(ROLES[role])
