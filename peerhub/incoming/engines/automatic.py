"""Whether an email was written by a person. What programs send must never become a message, nor be answered (RFC 3834, section 2)."""

import re
from collections.abc import Sequence
from email.message import Message

from peerhub.base.text.plain import one_line
from peerhub.incoming.engines.headers import words
from peerhub.incoming.rules import AUTOMATIC, FAILED, LIST, LOOP

MOST_RECEIVED = 50  # servers on the way: more are a loop (RFC 5321, section 6.3)
_DAEMONS = ("mailer-daemon@", "postmaster@", "mail-daemon@")
_SUBJECT = re.compile(
    r"(?:automatic reply|auto(?:matic)?[ -]?reply|auto(?:-| )?response|out of (?:the )?office|on leave"
    r"|r[ée]ponse automatique|absence du bureau|message d.absence|absent du bureau"
    r"|respuesta autom[áa]tica|fuera de (?:la )?oficina|resposta autom[áa]tica|fora do escrit[óo]rio"
    r"|رد تلقائي|ردّ تلقائي|خارج المكتب|automatische antwort|abwesenheitsnotiz|risposta automatica|自动回复)\b",
    re.IGNORECASE,
)


def reason(message: Message, sender: str, envelope_sender: str | None, own: Sequence[str]) -> str:
    """Why it was not written by a person, "" where it seems to have been. `envelope_sender` is None where it is not known."""
    if len(message.get_all("received", [])) > MOST_RECEIVED or sender in own:
        return LOOP
    if message.get_content_type() == "multipart/report" or sender.startswith(_DAEMONS):
        return FAILED
    if any(message.get(name) for name in ("list-id", "list-post")) or _says(message, "precedence", {"list"}):
        return LIST
    submitted = str(message.get("auto-submitted", "no")).partition(";")[0].strip().lower()
    by_header = submitted != "no" or _says(message, "precedence", {"bulk", "junk", "auto_reply"})
    by_header = by_header or any(message.get(name) for name in ("x-autoreply", "x-autorespond", "x-auto-reply"))
    if (
        by_header
        or _is_without_sender(message, envelope_sender)
        or _SUBJECT.match(words(message.get("subject")).strip())
    ):
        return AUTOMATIC
    return ""


def report(parts: Sequence[Message]) -> str:
    """Why an email could not be delivered for good, in the words of the server that says so (RFC 3464); "" where none says it."""
    for part in parts:
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else []
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            if str(block.get("action", "")).strip().lower() == "failed":
                said = str(block.get("diagnostic-code") or block.get("status") or "failed")
                return one_line(said.partition(";")[2] or said)[:300].strip()
    return ""


def _says(message: Message, name: str, values: set[str]) -> bool:
    return str(message.get(name, "")).strip().lower() in values


def _is_without_sender(message: Message, envelope_sender: str | None) -> bool:
    """Whether nobody is to be told should it not arrive: the mark of what must not be answered."""
    if envelope_sender is not None:
        return not envelope_sender
    return str(message.get("return-path", "<unknown>")).strip() == "<>"
