"""What is done with a text before the transaction that keeps it, so that nobody waits for a lock while it is drawn."""

import re
from collections.abc import Callable

from peerhub.base import languages, markdown, prose
from peerhub.base.database import Db
from peerhub.base.web import let_go, reading
from peerhub.rooms import queries, rules
from peerhub.rooms.models import Room


def look_ahead(body: str, room: Callable[[Db], Room]) -> None:
    """Draw a text that is to be written in a room, and tell its language; the verb then finds both done. Refuses nothing itself."""
    clean = rules.clean_body(body)
    if not clean or len(clean) > rules.LONGEST_BODY:
        return
    if markdown.is_cheap(clean, re.findall(markdown.AT, clean)):  # with as many names as it may mark
        let_go()
    else:
        db = reading()
        spellings = queries.mentions_in(db, room(db), clean).spellings
        let_go()
        markdown.drawn(clean, spellings)
    languages.ranked(prose.readable(clean))
