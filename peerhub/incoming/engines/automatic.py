"""Whether an email was written by a person. What programs send must never become a message, nor be answered (RFC 3834, section 2)."""

import re
from collections.abc import Sequence
from email.message import Message

from peerhub.base.text.plain import one_line
from peerhub.incoming.engines.headers import words
from peerhub.incoming.rules import AUTOMATIC, FAILED, LIST, LOOP

MOST_RECEIVED = 50  # servers on the way: more are a loop (RFC 5321, section 6.3)
_DAEMONS = ("mailer-daemon@", "mail-daemon@", "postmaster@", "maildaemon@")
# As programs begin the subject: a colon follows, or nothing. "Out of office supplies" is somebody's subject.
_SUBJECT = re.compile(
    r"(?:automatic reply|auto(?:matic)?[ -]?reply|auto[- ]?response|out of (?:the )?office(?: auto-?reply)?"
    r"|r[ée]ponse automatique|absence du bureau|message d.absence|absent du bureau"
    r"|respuesta autom[áa]tica|fuera de (?:la )?oficina|resposta autom[áa]tica|fora do escrit[óo]rio"
    r"|ردّ? تلقائي|الرد التلقائي|خارج المكتب|automatische antwort|abwesenheitsnotiz|risposta automatica|automatisch antwoord"
    r"|автоматический ответ|automatiskt svar|automaattinen vastaus|otomatik yanıt|自动(?:回复|答复)|自動回覆|自動応答)\s*(?:[:：]|$)",
    re.IGNORECASE,
)
_MARKED = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-vacation", "x-mail-autoreply")
_BY_PROGRAM = {"bulk", "junk", "auto_reply", "auto-reply"}


def reason(message: Message, sender: str, envelope_sender: str | None, own: Sequence[str]) -> str:
    """Why it was not written by a person, "" where it seems to have been. `envelope_sender` is None where it is not known."""
    if len(message.get_all("received", [])) > MOST_RECEIVED or _without_tag(sender) in map(_without_tag, own):
        return LOOP
    is_report = message.get_content_type() == "multipart/report"
    if is_report and str(message.get_param("report-type", "")).lower() == "disposition-notification":
        return AUTOMATIC  # somebody has opened an email (RFC 8098)
    if is_report or sender.startswith(_DAEMONS) or message.get("x-failed-recipients"):
        return FAILED
    if any(message.get(name) for name in ("list-id", "list-post")) or _says(message, "precedence", {"list"}):
        return LIST
    return AUTOMATIC if _is_marked(message) or _is_without_sender(message, envelope_sender) else ""


def _is_marked(message: Message) -> bool:
    """Whether a program says of itself that it is one. `no` says that somebody wrote it (RFC 3834, section 5)."""
    submitted = str(message.get("auto-submitted", "no")).partition(";")[0].strip().lower()
    marked = any(str(message.get(name, "no")).strip().lower() not in {"", "no"} for name in _MARKED)
    by_header = submitted not in {"", "no"} or marked or _says(message, "precedence", _BY_PROGRAM)
    return by_header or bool(_SUBJECT.match(words(message.get("subject")).strip()))


def _without_tag(address: str) -> str:
    """An address without what stands between `+` and `@`: those of the site carry tokens there."""
    local, _at, host = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{host}"


def report(parts: Sequence[Message]) -> str:
    """Why an email could not be delivered for good, in the words of the server that says so (RFC 3464); "" where none says it."""
    for part in parts:
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else []
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            if str(block.get("action", "")).partition(";")[0].strip().lower() == "failed":
                said = words(block.get("diagnostic-code") or block.get("status") or "failed")
                return one_line(said.partition(";")[2] or said)[:300].strip() or "failed"
    return ""


def report_of_exim(message: Message, parts: Sequence[Message]) -> str:
    """The same of servers that name in a header whom they did not reach, and say why in plain words (Exim)."""
    if not message.get("x-failed-recipients") or not parts:
        return ""
    content = parts[0].get_payload(decode=True)
    said = content.decode(errors="replace")[:20_000] if isinstance(content, bytes) else ""
    code = re.search(r"\b5\d\d[ -]\d?.{0,250}", said)
    return one_line(code[0] if code else "failed") or "failed"


def _says(message: Message, name: str, values: set[str]) -> bool:
    return str(message.get(name, "")).strip().lower() in values


def _is_without_sender(message: Message, envelope_sender: str | None) -> bool:
    """Whether nobody is to be told should it not arrive: the mark of what must not be answered."""
    if envelope_sender is not None:
        return not envelope_sender
    return str(message.get("return-path", "<unknown>")).strip() == "<>"
