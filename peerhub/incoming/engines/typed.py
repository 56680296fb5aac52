"""What somebody typed in an email: its text without the email that it quotes, and without a signature.

`mail-parser-reply` knows how mail programs introduce a quotation ("On … wrote:", "From: … Sent: …") and how people close a letter, in
many languages; Arabic and Portuguese are added here. Of what it takes for a signature only that is cut which can hardly be a sentence:
it would cut from "Thanks, " on to the end.
"""

import re

from mailparser_reply.constants import MAIL_LANGUAGES, QUOTED_MATCH_INCLUDE
from mailparser_reply.parser import EmailMessage, EmailReply

LONGEST = 60_000  # characters that are looked at: what was typed stands at the top
MOST_LINES, LONGEST_LINE, LONGEST_CLOSING = 8, 90, 45
_END_OF_SENTENCE = re.compile(r"[.?!؟…]$")
_DELIMITER = re.compile(r"(?:--|__|[-_]{32,})\s*$")
_HEADERS = (
    "(?:(?:^|\\n|\\n"
    + QUOTED_MATCH_INCLUDE
    + r")[* ]*(?:{words})[ \u00a0\u202f]?:[ *]*(?:\s{{,2}}).*){{2,}}(?:\n.*){{,1}}"
)

_MARKS = "[\\u200e\\u200f\\u202a-\\u202e]*"  # of direction, which programs put around Arabic headers
MAIL_LANGUAGES["ar"] = {
    "wrote_header": r"^("
    + QUOTED_MATCH_INCLUDE
    + _MARKS
    + r"(?:في|بتاريخ|يوم|على)\s.{3,200}?(?:كتب|كتبت)\s*.{0,120}:)"
    + _MARKS
    + "$",
    "from_header": "(" + _HEADERS.format(words=_MARKS + "(?:من|تاريخ الإرسال|أرسلت|التاريخ|إلى|الموضوع|نسخة)") + ")",
    "signatures": ["مع التحية", "مع أطيب التحيات", "تحياتي", "مع خالص التقدير", "وتفضلوا بقبول"],
    "sent_from": "أُرسلت من|أرسلت من|تم الإرسال من",
}
MAIL_LANGUAGES["pt"] = {
    "wrote_header": r"^(" + QUOTED_MATCH_INCLUDE + r"(?:Em|A|No dia)\s.{3,200}?escreveu\s*:)$",
    "from_header": "(" + _HEADERS.format(words="De|Enviado|Enviada em|Data|Para|Assunto|Cc") + ")",
    "signatures": ["Atenciosamente", "Cumprimentos", "Com os melhores cumprimentos", "Obrigado,", "Obrigada,"],
    "sent_from": "Enviado do meu",
}
# The library's own asks for two spaces before the verb, and for a word without an apostrophe after "Envoyé".
MAIL_LANGUAGES["es"]["wrote_header"] = r"^(" + QUOTED_MATCH_INCLUDE + r"El\s.{3,200}?\sescribió:)$"
MAIL_LANGUAGES["fr"]["from_header"] = "(" + _HEADERS.format(words="De|Envoyé|Date|À|A|Objet|Cc") + ")"
MAIL_LANGUAGES["fr"]["wrote_header"] = r"^(" + QUOTED_MATCH_INCLUDE + r"Le\s.{3,200}?\sa\s[ée]crit\s*:)$"
LANGUAGES = [name for name in MAIL_LANGUAGES if name != "david"]


def typed(text: str) -> str:
    """What was typed in a text; quotations between which answers stand are left out, the answers stay."""
    message = EmailMessage(text=_prepared(text), languages=list(LANGUAGES), keep_hyphen_lists=True).read()
    first, *others = message.replies
    parts = [_without_signature(first, _without_quotes(first.full_body))]
    for reply in others:
        rest = reply.content.removeprefix(reply.headers or "").strip()
        if not rest.startswith(">"):
            break  # the whole email below, as Outlook quotes it
        parts.append(_without_signature(reply, _without_quotes(rest)))
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(part for part in parts if part)).strip()


def _prepared(text: str) -> str:
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() if line.strip() else "" for line in text.replace("\xa0", " ").split("\n"))


def _without_quotes(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">")).strip()


def _without_signature(reply: EmailReply, text: str) -> str:
    signature = _without_quotes(reply.signatures or "")
    if signature and text.endswith(signature) and _is_signature(signature.split("\n")):
        text = text[: -len(signature)].rstrip()
    for disclaimer in reply.disclaimers or ():
        if disclaimer and text.endswith(disclaimer):
            text = text[: -len(disclaimer)].rstrip()
    return text


def _is_signature(lines: list[str]) -> bool:
    """Whether lines close a letter: after a delimiter anything does; after "Best regards" only a few short lines, none of them a
    sentence."""
    first, *rest = [line.strip() for line in lines if line.strip()] or [""]
    if _DELIMITER.match(first):
        return True
    names = [
        line for line in rest if len(line) > LONGEST_LINE or (_END_OF_SENTENCE.search(line) and len(line.split()) > 3)
    ]
    return len(first) <= LONGEST_CLOSING and not first.endswith((".", "?")) and len(rest) <= MOST_LINES and not names
