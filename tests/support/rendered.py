"""HTML of messages in few words."""

import re

LINK = 'rel="noopener noreferrer nofollow"'


def bare(html: str) -> str:
    """HTML without its directions and line breaks, which are tested on their own."""
    return re.sub(r' dir="\w+"', "", html).replace("\n", "")


def a(address: str, text: str = "") -> str:
    """A link as it is rendered."""
    return f'<a href="{address}" {LINK}>{text or address}</a>'
