"""Renders messages and polls as HTML: one template for the pages and for what is pushed to them."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from flask import current_app
from jinja2 import Environment
from markupsafe import Markup

from peerhub.base import clock
from peerhub.base.i18n import reader, times
from peerhub.rooms.views.messages import MessageView
from peerhub.rooms.views.polls import PollView

KEPT = 1024  # six megabytes of usual messages
LONGEST_KEPT = 5000  # characters of HTML: of a short text a table can make a hundred thousand


def message_renderer(part: str = "message") -> Callable[[MessageView], Markup]:
    """What renders messages (or only their `foot`) as HTML for this reader: each once for all to whom it looks the same today,
    in their language and zone."""
    today = times.local(clock.now()).date()
    language, zone = reader.language_tag(), reader.current_zone().key

    def rendered(view: MessageView) -> Markup:
        render = _rendered if len(view.html) <= LONGEST_KEPT else _rendered.__wrapped__
        return render(view, part, language, zone, today)

    return rendered


@lru_cache(maxsize=KEPT)
def _rendered(view: MessageView, part: str, language: str, zone: str, today: date) -> Markup:
    """The arguments are all that the template looks at: the reader's language, zone and day choose the words of times."""
    return Markup(_macro(current_app.jinja_env, language, "rooms/_message.html", part)(view))  # noqa: S704  (rendered by an escaping template)


def render_poll(view: PollView) -> str:
    """One poll alone, as it stands in its message."""
    return _macro(current_app.jinja_env, reader.language_tag(), "rooms/_poll.html", "poll")(view)


@lru_cache(maxsize=64)
def _macro(environment: Environment, language: str, template: str, name: str) -> Callable[[Any], str]:
    module = environment.get_template(template).make_module({"lang": language})
    macro: Callable[[Any], str] = vars(module)[name]
    return macro


def clear_cache() -> None:
    """Render everything anew: the words of a catalogue have changed."""
    _rendered.cache_clear()
    _macro.cache_clear()
