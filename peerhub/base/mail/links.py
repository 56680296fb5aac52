"""Links and addresses in emails that act in somebody's name: whoever has one can use it."""

import re
from typing import Final

NOWHERE: Final = "/link-not-shown"
PLACES: Final = (
    "/answer",
    "/commitments/by-email",
    "/emails/stop",
    "/feeds",
    "/invitations",
    "/invitations-to-join",
    "/keep-address",
    "/profile/address",
    "/replies",
    "/sign-in/link",
)
ACTING: Final = re.compile(rf"(?:{'|'.join(PLACES)})/[^\s\"<>\\]+")
_SIGNED = re.compile(
    rf"(?:https?://[^\s/<>\"]{{1,255}})?(?:{'|'.join(PLACES)})/[\w-]{{1,900}}\.[\w.-]{{20,}}(?:\?[^\s<>\")\]]*)?"
)
_ADDRESS = re.compile(r"[^\s<>\"@+]{1,64}\+[a-z][a-z2-7]{32}@[^\s<>\"]+")


def without_acting(text: str) -> tuple[str, bool]:
    """A text without signed links and addresses, and whether there were any."""
    plain, links = _SIGNED.subn("…", text)
    plain, addresses = _ADDRESS.subn("…", plain)
    return plain, bool(links or addresses)
