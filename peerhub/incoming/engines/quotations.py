"""Where an email begins to quote another one: the line that introduces a quotation, and the headers that Outlook puts above it.

Each language and program words these in its own way. A line counts only where it holds what programs put there and people hardly do: an
address, or a year and a time. "On Monday we wrote:" is a sentence.
"""

import re
from collections.abc import Sequence

MOST_LINES, LONGEST = 4, 400  # of an introduction that was broken for the way
MARK = "\ufdd0"  # a line that stands for a quotation in HTML; never a character of a text (Unicode, 23.7)
_TURNS = re.compile(
    "[\u200e\u200f\u202a-\u202e\u2066-\u2069*]"
)  # Arabic programs put these around names, Gmail stars around bold words
_ADDRESS = re.compile(r"[^\s<>@()\[\]]@[^\s<>@()\[\]]+\.[^\s<>@()\[\]]")
_YEAR, _TIME = re.compile(r"(?<!\d)\d{4}(?!\d)"), re.compile(r"(?<!\d)\d{1,2}(?:[:.٫]|\s?h\s?)\d{2}(?!\d)")
_DAY, _NUMBERS = re.compile(r"(?<!\d)\d{1,2}(?!\d)"), re.compile(r"(?<!\d)\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d)")
_SITE = "PeerHub"  # as whose name its emails are sent
_START = re.compile(
    r"(?:on|le|el|em|a|no dia|am|il|op|den|dne|dnia|w dniu|pe|в|во|du|tarihinde|في|بتاريخ|يوم|على)\s.*\d", re.IGNORECASE
)
_VERB = re.compile(
    r"(?:\bwrote|\bwrites|a [ée]crit|escribió|escreveu|schrieb|ha scritto|schreef|skrev|napisał(?:\(a\))?|napsal(?:\(a\))?"
    r"|написал(?:\(?а\)?)?|пишет|yazdı|a scris|كتب|كتبت|كتبه|بواسطة|写道|のメール)(?![^\W_])",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[-_=*]{4,}\s?[^-_=]{0,60}(?:[-_=*]{4,})?|[^\W\d_][^:：]{4,50}\s?[:：])\s*")
_RULE = re.compile(r"\s*[-_=]{5,}\s*")
_FROM = "From|De|Von|Da|Van|Od|Från|Fra|От|Кого|Gönderen|Expéditeur|Remitente|Remetente|من|المرسل|发件人|寄件者|差出人|보낸 사람"
_SENT = (
    "Sent|Date|Envoyé|Envoyé le|Enviado|Enviado el|Enviado em|Enviada em|Fecha|Data|Gesendet|Datum|Inviato|Verzonden|Wysłano"
    "|Odesláno|Skickat|Sendt|Дата|Отправлено|Gönderildi|Tarih|تاريخ الإرسال|تم الإرسال|أرسلت|أُرسلت|أرسل|أُرسل|التاريخ|تاريخ"
    "|发送时间|日期|送信日時|보낸 날짜"
)
_SUBJECT = "Subject|Objet|Sujet|Asunto|Assunto|Betreff|Oggetto|Onderwerp|Temat|Předmět|Ämne|Emne|Тема|Konu|الموضوع|主题|主旨|件名|제목"
_OTHER = (
    "To|Cc|Bcc|Reply-To|Importance|Attachments|À|A|Pour|Copie|Cc à|Répondre à|Para|An|Kopie|Aan|Do|DW|Komu|Till|Til|Кому|Kime|Bilgi"
    "|إلى|الى|نسخة|نسخة إلى|收件人|抄送|宛先|받는 사람|참조"
)
_LABELS = re.compile(
    rf"\s*(?:(?P<sender>{_FROM})|(?P<sent>{_SENT})|(?P<subject>{_SUBJECT})|(?P<other>{_OTHER}))[ \u202f]?[:：](?!//)",
    re.IGNORECASE,
)


def bare(line: str) -> str:
    """A line without the signs that nobody sees, and without stars."""
    return _TURNS.sub("", line).strip()


def is_quoted(line: str) -> bool:
    """Whether a line has the mark of a quotation, from HTML or as plain text has it; people may also have typed it."""
    return line == MARK or line.lstrip().startswith(">")


def is_followed(lines: Sequence[str], end: int) -> bool | None:
    """Whether a quotation follows, at most two empty lines further down; None where nothing at all does."""
    rest = [line for line in lines[end : end + 3] if line]
    if not rest:
        return False if any(lines[end:]) else None
    return is_quoted(rest[0])


def introduction(lines: Sequence[str], end: int) -> int | None:
    """The first line of the introduction of a quotation ("On …, … wrote:") whose last one is before `end`, None where there is none."""
    if not bare(lines[end - 1]).endswith((":", "：")):
        return None
    start = _first_line(lines, end)
    said = bare(" ".join(lines[start:end]))
    has_address, has_time = bool(_ADDRESS.search(said)), bool(_YEAR.search(said) and _TIME.search(said))
    followed = is_followed(lines, end)
    is_of_site = bool(followed and _SITE in said and _VERB.search(said))
    if len(said) > LONGEST or not (has_address or has_time or is_of_site):
        return None
    is_sure = has_address and bool(_YEAR.search(said) and _VERB.search(said))
    return start if followed or (is_sure and (followed is None or bool(_START.match(said)))) else None


def ending(lines: Sequence[str]) -> int:
    """Where the quotation begins with which an email ends, however it is introduced; behind the last line where it ends with none."""
    start = end = len(lines)
    while start and (not lines[start - 1] or is_quoted(lines[start - 1])):
        start -= 1
    while start < end and not lines[start]:
        start += 1
    return start


def above_ending(lines: Sequence[str]) -> int:
    """Where the line begins, the last of these, that stands alone above the quotation of `ending`: it ends in a colon and names a day or
    the site. Their number where there is none."""
    at = len(lines)
    while at and not lines[at - 1] and len(lines) - at < 2:
        at -= 1
    said = bare(lines[at - 1]) if at else ""
    if not said.endswith((":", "：")) or len(said) > LONGEST or (at > 1 and lines[at - 2]):
        return len(lines)
    has_day = bool(_NUMBERS.search(said) or (_DAY.search(said) and (_YEAR.search(said) or _VERB.search(said))))
    return at - 1 if has_day or _SITE in said or _ADDRESS.search(said) else len(lines)


def _first_line(lines: Sequence[str], end: int) -> int:
    """The nearest line above that begins as programs begin; else lines that seem broken because they were too long."""
    highest = max(end - MOST_LINES, 0)
    while highest < end - 1 and not all(lines[highest : end - 1]):
        highest += 1
    for start in range(end - 1, highest - 1, -1):
        if is_quoted(lines[start]):
            break
        if _START.match(bare(lines[start])):
            return start
    start = end - 1
    while start > highest and (len(lines[start - 1]) > 60 or lines[start - 1].endswith(("<", ","))):
        start -= 1
    return start


def headers(lines: Sequence[str], start: int) -> int | None:
    """The line after the headers of a quoted email that begin here, as Outlook and others write them; None where none do.

    There must be who sent it, when, and a subject or an address: "From: Geneva, To: Nairobi, Date: May" is the plan of a journey.
    """
    found: set[str] = set()
    end = at = start
    while at < min(len(lines), start + 20) and at - end < 2 and lines[at]:
        if match := _LABELS.match(bare(lines[at])):
            found.add(str(match.lastgroup))
            end = at + 1
        elif not found:
            return None
        at += 1
    has_address = any(_ADDRESS.search(line) for line in lines[start:end])
    is_complete = {"sender", "sent"} <= found and ("subject" in found or has_address)
    return end if is_complete else None


def above_headers(lines: Sequence[str], start: int) -> int:
    """Where what stands directly above the headers of a quoted email begins: a line drawn, "Original message", "Begin forwarded
    message:"."""
    at = start
    while at and not lines[at - 1] and start - at < 2:
        at -= 1
    above = bare(lines[at - 1]) if at else ""
    if _RULE.fullmatch(above) or (_SEPARATOR.fullmatch(above) and (above[0] in "-_=" or _FORWARDED.search(above))):
        return at - 1
    return start


_FORWARDED = re.compile(
    r"forward|réexpédi|transf[ée]r|reenviad|reencaminhad|encaminhad|weitergeleitet|inoltrat|توجيه", re.I
)
