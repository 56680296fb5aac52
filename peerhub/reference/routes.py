"""Endpoints of the programme's own texts."""

from flask import Blueprint

from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session
from peerhub.reference.queries import lists

bp = Blueprint("reference", __name__)


@bp.get("/about/roadmap")
def roadmap() -> str:
    """The Open Roadmap: five outputs, twenty activities."""
    return page("reference/roadmap.html", outputs=lists.roadmap(read_session()))
