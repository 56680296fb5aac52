"""What an endpoint answers with: a page, or JSON for programs."""

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

# What an endpoint returns: text, an answer, or one of them with a status.
Page = str | Response | tuple[str | Response, int]


def wants_json() -> bool:
    """Whether the caller is a program or a script of the page rather than a person looking at a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def page(template: str, **values: Any) -> str:
    """Render a page."""
    return render_template(template, **values)
