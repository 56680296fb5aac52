"""Rendering a text before the transaction that saves it, so that nobody waits for a lock meanwhile."""

import re
from collections.abc import Callable

from peerhub.base.database.engine import Db
from peerhub.base.text import markdown
from peerhub.base.text.markup import to_html
from peerhub.base.web.transactions import end_read_session, read_session
from peerhub.rooms import rules
from peerhub.rooms.engines import languages, prose
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.queries import mentions


def preview(body: str, room: Callable[[Db], Room]) -> None:
    """Render a text that is to be written in a room, and recognise its language: the action then finds both done. Refuses nothing."""
    clean = rules.clean_body(body)
    if not clean or len(clean) > rules.LONGEST_BODY:
        return
    if markdown.is_quick_to_render(clean, re.findall(to_html.AT, clean)):  # with as many names as it may mark
        end_read_session()
    else:
        db = read_session()
        spellings = mentions.mentions_in(db, room(db), clean).spellings
        end_read_session()
        markdown.render(clean, spellings)
    languages.ranked(prose.text_for_language(clean))
