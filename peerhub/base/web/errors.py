"""Refusals and failures as answers: one sentence, as a page or as JSON, said once for every endpoint."""

import logging
import time

from flask import Flask, Response, current_app, jsonify, make_response, render_template
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import BadHost, HTTPException

from peerhub.base.database.current import database
from peerhub.base.database.unlogged import Unavailable
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.i18n import reader
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter
from peerhub.base.web.responses import wants_json
from peerhub.base.web.submitted import new_key, submitted_input

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Turn each refusal of an action into its answer."""
    app.jinja_env.globals["new_key"] = new_key
    app.register_error_handler(
        NotFound,
        lambda _problem: problem_page(404, _("This page does not exist, or you do not have permission to see it.")),
    )
    app.register_error_handler(
        NotAllowed, lambda refusal: problem_page(403, str(refusal) or _("You do not have permission to do this."))
    )
    app.register_error_handler(Conflict, lambda refusal: problem_page(409, str(refusal)))
    app.register_error_handler(Invalid, lambda refusal: problem_page(422, str(refusal), problems=refusal.problems))
    app.register_error_handler(
        CSRFError,
        lambda _problem: problem_page(400, _("This form has expired. Send it again, or go back and reload the page.")),
    )
    app.register_error_handler(RateLimitExceeded, _too_often)
    app.register_error_handler(
        HTTPException, lambda problem: problem_page(problem.code or 500, sentence(problem.code or 500))
    )
    app.register_error_handler(BadHost, lambda _problem: broken_page(400))  # without a host no address can be built
    app.register_error_handler(OperationalError, _database_is_gone)
    app.register_error_handler(Unavailable, _database_is_gone)
    app.register_error_handler(DataError, lambda _problem: problem_page(400, sentence(400)))
    app.register_error_handler(500, lambda _problem: broken_page(500))


def _too_often(problem: RateLimitExceeded) -> Response:
    """When to come again is said for programs, as the outbox of the pages is one."""
    message = str(problem.description) if problem.limit.error_message else sentence(429)
    answer = make_response(problem_page(429, message))
    if limiter.current_limit:
        answer.headers["Retry-After"] = str(max(1, limiter.current_limit.reset_at - int(time.time())))
    return answer


def _database_is_gone(problem: OperationalError | Unavailable) -> tuple[Response | str, int]:
    log.error("The database does not answer: %s", getattr(problem, "orig", problem))
    return broken_page(503)


def sentence(code: int) -> str:
    """What to tell a person about an HTTP status."""
    known = {
        400: _("The server could not read this request. Go back and try again."),
        401: _("Sign in first."),
        403: _("You do not have permission to do this."),
        404: _("This page does not exist, or you do not have permission to see it."),
        405: _("This page does not accept this kind of request."),
        413: _("This is too large. Shorten it or send it in parts."),
        415: _("This page only accepts data from a form."),
        429: _("You have tried too often. Wait a minute, then try again."),
        503: _("The site is busy. What you wrote is not lost. Try again in a moment."),
    }
    return known.get(
        code, _("Something went wrong on our side. What you wrote is saved in your browser. Go back and try again.")
    )


def problem_page(code: int, message: str, problems: dict[str, str] | None = None) -> tuple[Response | str, int]:
    """One sentence that says what is wrong and what to do, as a page or as JSON; what was typed is shown again."""
    if wants_json():
        return jsonify(error=message, problems=problems or {}), code
    return render_template("errors/problem.html", code=code, sentence=message, typed=submitted_input(code)), code


def broken_page(code: int) -> tuple[Response | str, int]:
    """The same without a frame: for when the database, and so the reader's account, cannot be asked."""
    with reader.in_language(reader.stranger_language(database().settings.languages)):
        message = sentence(code)
        if wants_json():
            return jsonify(error=message, problems={}), code
        shown = {
            "sentence": message,
            "typed": submitted_input(code),
            "lang": reader.language_tag(),
            "dir": reader.direction(),
        }
        return current_app.jinja_env.get_template("errors/broken.html").render(shown), code
