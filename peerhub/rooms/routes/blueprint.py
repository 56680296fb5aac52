"""The blueprint that all doors of rooms hang on, and by whom they count."""

from flask import Blueprint, request

from peerhub.base.web import reading
from peerhub.people.login import viewer

bp = Blueprint("rooms", __name__)


def person_key() -> str:
    """Counts by person, so that the offices behind one address of a ministry do not stop each other."""
    person = viewer(reading())
    return f"person:{person.id}" if person else str(request.remote_addr)
