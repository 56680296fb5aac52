"""How an email ends: a signature, "Sent from my iPhone", a disclaimer. None of it is what somebody wanted to say.

`mail-parser-reply` knows how people close a letter in many languages; what it lacks is added here. It would cut from "Thanks, " on to
the end: here only that is cut which can hardly be a sentence.
"""

import re
from collections.abc import Collection
from typing import Final

from mailparser_reply.constants import MAIL_LANGUAGES

from peerhub.incoming.engines.signatures import is_known, is_sentence, is_signature

MOST_LINES, LONGEST_LINE, MOST_WORDS = 10, 90, 12  # of a signature
MOST_ROUNDS = 8  # "Best regards", "Sent from my iPhone", a disclaimer
_OWN = (
    "(?:with |my )?(?:best|kind|kindest|warm|warmest|many) (?:regards|wishes)|regards"
    "|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?"
    "|with best regards|all the best|best|cheers"
    "|(?:bien |très |tres )?cordialement|bien à vous|(?:avec (?:mes|nos) )?(?:meilleures|sincères) salutations|salutations distinguées"
    "|(?:un )?(?:cordial |atento )?saludos?(?: cordiale?s?| atentos?)?|atentamente|cordialmente|muy atentamente"
    "|atenciosamente|(?:com )?(?:os )?(?:melhores|meus) cumprimentos|cumprimentos|abraços?|um abraço"
    "|مع (?:أطيب |خالص |فائق )?(?:التحية|التحيات|التقدير|تحياتي|الاحترام)(?: والتقدير)?|(?:أطيب )?تحياتي|وتفضلوا بقبول (?:فائق )?الاحترام"
    "|с уважением|saygılarımla|mit freundlichen grüßen|viele grüße|cordiali saluti|met vriendelijke groet(?:en)?"
)
_WEAK: Final = re.compile(
    r"(?:many |muchas |mil )?(?:thanks|thank you|merci|gracias|obrigad[oa]|شكر[اًا]*|danke|grazie|bedankt|dank u|ta[ck]k?"
    r"|děkuj\w+|谢谢|감사|고맙)\b",
    re.IGNORECASE,
)
_SAID = {
    key: "|".join(
        pattern
        for words in MAIL_LANGUAGES.values()
        for pattern in ([words[key]] if isinstance(words.get(key), str) else words.get(key, []))
        if pattern and pattern != r"/\w+"
    )
    for key in ("signatures", "sent_from", "disclaimers")
}
_LIGHT: Final = re.compile(r"(?:all the best|best|cheers|abraços?|saludos)\s*(?:[,،.!]|$)", re.IGNORECASE)
_NAME = r"(?P<name>[^.?!؟:;]{1,60})"
_CLOSING: Final = re.compile(
    rf"(?P<words>{_WEAK.pattern}[^,،.!:;?]{{0,20}}|{_OWN}|{_SAID['signatures']})\s*(?:[,،.!]?|[,،]\s*{_NAME})",
    re.IGNORECASE,
)
_SENT_FROM: Final = re.compile(
    rf"(?:{_SAID['sent_from']}|envoyé (?:de|à partir de) mon|enviado (?:do|a partir do|de) meu|enviado desde mi"
    r"|(?:أُرسلت|أرسلت|تم الإرسال|أُرسل|أرسل) من)"
    r" ?(?:[^\s.?!]+ ?){1,6}",
    re.IGNORECASE,
)
_PROGRAM: Final = re.compile(
    r".{0,60}\b(?:Outlook (?:for|pour|para|for the|per|für)|Outlook لـ?|Yahoo ?Mail|Proton ?Mail|Samsung|Galaxy|K-9 Mail|iPhone|iPad|Huawei"
    r"|BlackBerry|Windows (?:Mail|10|Phone)|Android|Thunderbird)\b.{0,120}",
    re.IGNORECASE,
)
_VERB_OF_SENDING: Final = re.compile(
    r"[\[_(*]*(?:sent|get|envoyé|obtenir|obtenez|télécharge[rz]|provenance|enviado|obtener|obtén|obter|obtenha|descarga\w*|baixar|gesendet|inviato"
    r"|أُرسلت|أرسلت|تم|الحصول|احصل|تنزيل|please excuse)",
    re.IGNORECASE,
)
_DELIMITER: Final = re.compile(r"(?:--|—|__|[-_]{20,})")
_LIST: Final = re.compile(r"(?:[-*•·>]|\d{1,2}[.)])\s")
_END: Final = re.compile(r"[.?!؟…:;]$")
_SECRET: Final = re.compile(
    r"confidential|privileged|intended (?:solely|only)|intended recipient|confidentiel|destinataire|confidencial|destinatari"
    r"|سري|المرسل إليه|الموجهة",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"mail|message|courriel|correo|mensa[jg]e|mensagem|رسالة|الرسالة|البريد", re.IGNORECASE)
_OPENING: Final = re.compile(
    rf"[*_\s]*(?:{_SAID['disclaimers']}|this (?:e-?mail|message|communication)|the (?:information|contents?) (?:contained )?(?:in|of)"
    r"|ce (?:message|courriel|mail)|cet e-?mail|les informations conten|este (?:mensaje|correo|e-?mail)|la información conten"
    r"|esta mensagem|as informações conti|(?:إن )?هذه الرسالة|هذا البريد|تحتوي هذه|تنبيه|إخلاء)",
    re.IGNORECASE,
)


def without_closing(lines: list[str], names: Collection[str], *, is_all: bool = False) -> list[str]:
    """Lines without what closes an email. `names`: words of who sent it, in small letters. `is_all`: nothing else stays of the email, so
    that "All the best" is what somebody wanted to say; only what a program added is left out."""
    kept = _trimmed(lines)
    for _ in range(MOST_ROUNDS):
        end = min(_disclaimer(kept), _sent_from(kept), _delimited(kept, names))
        start, below = (end, end) if is_all else _signed(kept, names)
        shorter = _trimmed(kept[:end] if end <= start else kept[:start] + kept[below:])
        if len(shorter) == len(kept):
            break
        kept = shorter
    return kept


def _trimmed(lines: list[str]) -> list[str]:
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    if last < len(lines) and lines[last - 1 : last] == ["--"]:
        return _trimmed(lines[first : last - 1])
    return lines[first:last]


def _disclaimer(lines: list[str]) -> int:
    """Where the last paragraph begins, if it says who may read the email."""
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    said = " ".join(lines[start:])[:2_000]
    is_one = len(said) > 60 and _OPENING.match(said) and _SECRET.search(said) and _MAIL.search(said)
    return start if is_one else len(lines)


def _sent_from(lines: list[str]) -> int:
    """The last line, if a program says in it what it is."""
    last = lines[-1].strip() if lines else ""
    if 0 < len(last) <= 200 and (len(lines) == 1 or not lines[-2].strip() or _DELIMITER.fullmatch(lines[-2].strip())):
        by_program = _VERB_OF_SENDING.match(last) and _PROGRAM.fullmatch(last)
        if by_program or (len(last) <= 60 and _SENT_FROM.fullmatch(last)):
            return len(lines) - 1
    return len(lines)


def _delimited(lines: list[str], names: Collection[str]) -> int:
    """Where a delimiter stands: `-- ` has no other meaning (RFC 3676, section 4.3), others need a signature below."""
    if "-- " in lines:
        return lines.index("-- ")
    for start in range(max(len(lines) - MOST_LINES - 1, 0), len(lines)):
        rest = lines[start + 1 :]
        if not _DELIMITER.fullmatch(lines[start].strip()) or not _are_few(rest):
            continue
        if all(is_signature(part, names) for part in _paragraphs(rest)):
            return start
    return len(lines)


def _signed(lines: list[str], names: Collection[str]) -> tuple[int, int]:
    """From where to where "Best regards" stands with nothing but names below; a paragraph further below that is none was typed. After
    "Thanks," and "Best" people also go on writing: there, the name must be theirs."""
    for start in range(max(len(lines) - 2 * MOST_LINES, 0), len(lines)):
        line = lines[start].strip()
        match = _CLOSING.fullmatch(line) if len(line) <= LONGEST_LINE else None
        rest = lines[start + 1 :]
        if not match or is_sentence(match["name"] or "") or not _are_few(rest):
            continue
        if _is_weak(line) and _begins_closing(rest):
            inner = _signed(rest, names)
            if inner[0] < len(rest):
                return start, start + 1 + inner[1]
        below = _names_below(rest, names, is_weak=_is_weak(line))
        if below is not None:
            return start, start + 1 + below
    return len(lines), len(lines)


def _names_below(rest: list[str], names: Collection[str], *, is_weak: bool) -> int | None:
    """How many lines below a closing are a signature; None where what stands there speaks against a closing."""
    own = next((at for at, line in enumerate(rest) if not line.strip()), len(rest))
    if own and not is_weak:
        is_one = is_known(rest[:own], names) or not any(is_sentence(line) for line in rest[:own])
    else:
        first = next(iter(_paragraphs(rest)), [])
        is_one = not is_weak or is_known(first, names)
    if not is_one:
        return None
    at = own
    for part in _paragraphs(rest[own:]):
        if not is_signature(part, names):
            break
        at = rest.index(part[-1], at) + 1
    return at


def _paragraphs(lines: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [part for part in found if part]


def _is_weak(line: str) -> bool:
    return bool(_WEAK.match(line) or _LIGHT.match(line))


def _begins_closing(rest: list[str]) -> bool:
    """Whether "Best regards" stands right below "Thank you,"."""
    first = next((line.strip() for line in rest if line.strip()), "")
    return bool(first) and not _is_weak(first) and bool(_CLOSING.fullmatch(first[:LONGEST_LINE]))


def _are_few(rest: list[str]) -> bool:
    """Whether lines can be a name, an office and how to reach them: few, short, no list and no sentence among them."""
    said = [line.strip() for line in rest if line.strip()]
    return len(said) <= MOST_LINES and not any(_is_said(line) for line in said)


def _is_said(line: str) -> bool:
    words = len(line.split())
    return (
        len(line) > LONGEST_LINE
        or words > MOST_WORDS
        or bool(_LIST.match(line))
        or bool(_END.search(line) and words > 3)
        or line.lower().startswith(("p.s.", "ps:", "ps ", "p. s."))
    )
