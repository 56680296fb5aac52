"""French, Spanish and Arabic are written as their readers write: what can be found mechanically is found here."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.i18n import formats, languages, reader, times, translate, zones
from peerhub.base.paths import site_folder
from peerhub.people.models import Person
from peerhub.reference.seed import DATA
from tests.cast import Cast
from tools.words import CATALOGUES

PLACES = "city|countries|country|other|place|provider|providers|seeker|zone"
ISOLATED = re.compile("[\u2066\u2068][^\u2069]*\u2069")
NO_WORDS = re.compile(r"<code\b.*?</code>|<[^>]+>|%\(\w+\)s|%%|&\w+;", re.DOTALL)
# What a language never has, beside its name: a pattern, and a sentence that proves it would be found.
FRENCH = {
    "a plain space before a sign": (re.compile(r"[ \u00a0](?=[;?!](?:\W|$))| :(?=\s|$)"), "Que faire ?"),
    "no space before a sign": (re.compile(r"[\w)»][;?!](?=\s|$)|[\w)»]:(?=\s|$)"), "Que faire?"),
    "two signs that do not follow each other": (re.compile(r"[.,;][\s\u00a0\u202f]?:"), "la personne.: tout"),
    "a plain space inside « »": (re.compile("«(?!\u202f)|(?<!\u202f)»"), "« Oui »"),
    "a plural in brackets": (re.compile(r"\w\([a-z]{1,3}\)"), "nouveau(x)"),
    "a preposition before a place": (
        re.compile(rf"(?:\b(?:de|du|des|à|au|aux|en|pour|par)\s|\b[dl]’)«?\s?%\((?:{PLACES})\)"),
        "l’équipe de %(country)s",
    ),
    "another apostrophe": (re.compile(r"\w'\w"), "l'équipe"),
    "a form of clore that nobody writes": (re.compile(r"\bclos(?:ez|ons|ent)\b"), "vous le closez"),
    "the reader as a friend": (re.compile(r"\b(?:[Tt]u|[Tt]es|[Tt]on|toi)\b"), "Choisissez ton pays."),
    "two genders at once": (re.compile(r"\w[·•⋅]\w"), "invité·e"),
    "a word that agrees with the reader": (re.compile(r"\b[Vv]ous (?:êtes|serez) \w+ée?s?\b|Rester connecté"), "Vous êtes invité"),
    "a refusal by way of not accepting": (re.compile(r"\b[Nn](?:on|e pas) accept"), "Invitation non acceptée"),
    "a mail by its English name": (re.compile(r"(?<!%\()\b(?:[Ee]-?)?mails?\b"), "un e-mail"),
    "a room or a session by its other name": (re.compile(r"\b[Ss](?:alon|ession)s?\b"), "ce salon"),
}  # fmt: skip
SPANISH = {
    "a plural in brackets": (re.compile(r"\w\([a-z]{1,3}\)"), "nuevo(s)"),
    "a question without ¿": (re.compile(r"^[^¿]*\?"), "Qué hizo?"),
    "por favor as a tail": (re.compile(r", por favor[.?,]"), "Responda, por favor."),
    "what nobody says": (re.compile(r"result(?:ó|a) de ello"), "¿Qué resultó de ello?"),
    "the reader as a friend": (re.compile(r"\b(?:tus?|tú|te|ti|vosotr[oa]s|vuestr[oa]s?)\b"), "Elija tu país."),
    "two genders at once": (re.compile(r"\w/as?\b|\w@(?!\w)"), "invitado/a"),
    "a word that agrees with the reader": (
        re.compile(r"\bbienvenid(?:o|os|as)\b|^Bienvenid[oa]s? a\b", re.IGNORECASE),
        "Bienvenido a PeerHub",
    ),
    "a mail that may be a letter": (re.compile(r"\b[Cc]orreos?\b(?! electrónico| no deseado)"), "un enlace por correo"),
    "a space inside « »": (re.compile(r"«\s|\w\s»"), "« Sí »"),
    "a bookish refusal": (re.compile(r"\b[Dd]eclin"), "declinó su invitación"),
}
ARABIC = {
    "a Latin sign": (re.compile(r"[,;?](?![^<]*>)"), "أهلًا, وسهلًا"),
    "Latin that is not isolated": (re.compile(r"[A-Za-z]|\d{4}-\d\d"), "مثل 2026-11-23"),
    "tanwin on the alef": (re.compile("ا\u064b"), "يوماً"),
    "a letter glued to a placeholder": (re.compile(r"(?<![\w\u0640])[وبلكف]%\("), "و%(count)s غيرها"),
    "a verb that agrees with a country": (re.compile(rf"%\((?:{PLACES})\)s\s+[تي]\w+"), "%(seeker)s تتعلّم"),
    "a request in another tone": (re.compile(r"يُ?رجى (?:كتابة|اختيار|إعادة)"), "يرجى كتابة سنة."),
    "the other word for a roadmap": (re.compile("خارطة"), "خارطة الطريق"),
}
# Short words that stand for different acts or things: no two of a family may be said alike.
FAMILIES = (
    ("Remove", "Withdraw", "Delete it", "Take away", "Undo"),
    ("Open the thread", "Start the thread"),
    ("Poll closed", "Survey closed", "Exchange closed", "Account closed"),
    ("Close the poll", "Close the survey", "Close the exchange", "Close the account"),
    ("Their message", "Your message"),
    ("Mails", "Messages", "Notices"),
    ("Connection", "Sign-in"),
    ("Role", "Part", "Seat", "Office"),
    ("How it went", "What came of it"),
    ("About", "Theme"),
)
LAWS = {"fr": FRENCH, "es": SPANISH, "ar": ARABIC}
HAND_JOINED = re.compile(
    r"""join\(\s*["'](?:,|;| and)"""  # |join(", ")
    r"""|["'],\s*["']\s*if not loop\.last|if not loop\.last\s*%\}\s*,"""  # ", " if not loop.last
    r"""|\}\}(?:</\w+>)?[,:](?=\s)"""  # {{ _("With") }}: …, and {{ one }}, {{ other }}
)
SENTENCES = re.compile(r"\{#.*?#\}|\{%-? trans .*?endtrans -?%\}", re.DOTALL)  # comments, and whole sentences
PAGES = sorted(path.relative_to(site_folder("templates")).as_posix() for path in site_folder("templates").rglob("*.*"))
SPECIMENS = {"design/gallery.html"}


@cache
def forms(language: str) -> list[tuple[str, ...]]:
    """Every sentence of a catalogue, with all its plural forms."""
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        found = [message.string for message in read_po(source, locale=language) if message.id]
    return [tuple(map(str, each if isinstance(each, (tuple, list)) else (each,))) for each in found]


def plain(language: str, sentence: str) -> str:
    """A sentence as a law looks at it: of an Arabic one what runs from right to left."""
    if language != "ar":
        return re.sub(r"<code\b.*?</code>", "", sentence)
    return ISOLATED.sub("", re.sub(r"<code\b.*?</code>|<[^>]+>", "", sentence)) if _is_arabic(sentence) else ""


def _is_arabic(sentence: str) -> bool:
    return re.search("[\u0621-\u064a]", sentence) is not None


def breaks(language: str, name: str, pattern: re.Pattern[str]) -> list[str]:
    """The sentences of a catalogue that break a law."""
    return [each for form in forms(language) for each in form if pattern.search(shown(language, name, each))]


def shown(language: str, name: str, sentence: str) -> str:
    """What of a sentence a law is about: for letters of another script, what is no placeholder and no mark-up."""
    return NO_WORDS.sub("", plain(language, sentence)) if "Latin" in name else plain(language, sentence)


def laws() -> Iterator[object]:
    """Each law as a case."""
    for language, rules in LAWS.items():
        for name, (pattern, planted) in rules.items():
            yield pytest.param(language, name, pattern, planted, id=f"{language}: {name}")


@pytest.mark.parametrize(("language", "name", "pattern", "planted"), list(laws()))
def test_catalogue_keeps_the_habits_of_its_language(
    language: str, name: str, pattern: re.Pattern[str], planted: str
) -> None:
    assert pattern.search(shown(language, name, planted)), "the law would find nothing"
    assert breaks(language, name, pattern) == []


def alike(said: dict[str, str]) -> list[tuple[str, str]]:
    """Two of a family that a catalogue says alike."""
    return [
        (one, other)
        for family in FAMILIES
        for one, other in combinations(family, 2)
        if one in said and said[one] == said.get(other)
    ]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_two_acts_have_two_words(language: str) -> None:
    assert alike({"Remove": "Retirer", "Withdraw": "Retirer", "Role": "Rôle"}) == [("Remove", "Withdraw")]
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        said = {str(message.id): str(message.string) for message in read_po(source, locale=language)}
    assert alike(said) == []
    assert len([word for family in FAMILIES for word in family if word in said]) > len(FAMILIES), (
        "the law would find nothing"
    )


def swapped(found: tuple[str, ...]) -> bool:
    """Whether the accusative of 11 to 99 stands where whole hundreds are: the header counts them as forms 5 and 4."""
    return len(found) == 6 and "ًا" in found[4] and found[4] != found[5] and "ًا" not in found[5]


def test_arabic_counts_in_the_order_of_its_header() -> None:
    assert swapped(("", "", "", "", "%(num)s سؤالًا", "%(num)s سؤال"))
    assert [found for found in forms("ar") if swapped(found)] == []
    assert any(len(found) == 6 and found[4] != found[5] for found in forms("ar"))


@pytest.mark.parametrize("planted", ['{{ a|join(", ") }}', '{{ ", " if not loop.last }}', '{{ _("With") }}: x'])
def test_a_list_joined_by_hand_is_found(planted: str) -> None:
    assert HAND_JOINED.search(planted)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in SPECIMENS])
def test_templates_leave_lists_and_colons_to_the_language(name: str) -> None:
    text = (site_folder("templates") / name).read_text(encoding="utf-8")
    assert HAND_JOINED.findall(SENTENCES.sub("", text)) == []


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_every_language_and_zone_has_a_name(app: Flask, language: str) -> None:
    codes = [row["code"] for row in csv.DictReader(DATA.joinpath("languages.csv").read_text("utf-8").splitlines())]
    offered = zones.names()
    with app.app_context(), reader.in_language(language):
        assert [code for code in codes if languages.language_name(code) == code] == []
        labels = [label for _name, label in zones.choices(offered)]
        assert len(labels) == len(offered)
        assert [label for label in labels if re.search(r"\w/\w|_", label)] == []


def test_french_arabic(browse: Any, cast: Cast, app: Flask, database: Database) -> None:
    """What was wrong once, as it is read now."""
    with app.app_context(), reader.in_language("fr", "Africa/Abidjan"):
        assert times.local_date(date(2027, 1, 1)) == "vendredi 1er janvier 2027"
        assert times.short_date(date(clock.now().year, 12, 1)) == "1er décembre"
        assert (
            translate.gettext("Time zone: %(zone)s.", zone=times.zone_label()) == "Fuseau horaire\u00a0: Abidjan (UTC)."
        )
        assert translate.gettext("Need: %(country)s", country="Gabon") == "Besoin\u00a0: Gabon"
        assert languages.language_name("wni") == "comorien (shindzuani)"
    with app.app_context(), reader.in_language("ar"):
        assert times.local_date(date(2027, 1, 4)) == "الاثنين، 4 يناير 2027"
        assert formats.listed(["أ", "ب", "ج"]) == "أ وب وج"
        assert times.zone_city("Asia/Kolkata") == "كالكتا"
        assert translate.ngettext("%(num)s question", "%(num)s questions", 15) == "15 سؤالًا"
        assert translate.ngettext("%(num)s question", "%(num)s questions", 100) == "100 سؤال"
    profile = {}
    for language in ("fr", "ar"):
        with database.transaction() as db:
            db.get_one(Person, cast.seeker.id).language = language
        profile[language] = browse(cast.seeker).get("/profile").text
    assert '<option selected value="America/Jamaica">Jamaïque (UTC−5)</option>' in profile["fr"]
    assert '<option value="Africa/Abidjan">أبيدجان (UTC) · ساحل العاج</option>' in profile["ar"]
    assert not [page for page in profile.values() if ">Africa/" in page]


def arabic() -> list[tuple[str, tuple[str, ...]]]:
    """Every English sentence beside its Arabic forms."""
    with (CATALOGUES / "ar" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        sources = [message.id for message in read_po(source, locale="ar") if message.id]
    return [(each if isinstance(each, str) else each[0], said) for each, said in zip(sources, forms("ar"), strict=True)]


# What Arabic never has, beside its name: looked for in the whole sentence, isolated parts included.
ALSO_ARABIC = {
    "a verb made of تم and a noun": (re.compile(r"(?<!\w)[وف]?(?:[يت]|س[يت])?تمت?(?!\w)"), "تم إبلاغ الفريقين."),
    "another word for a peer": (re.compile("نظير|نظراء"), "تعلّم النظراء"),
    "meditation": (re.compile("تأمل"), "استبيان تأمل"),
    "a chair for a seat": (re.compile("مقعد|مقاعد"), "سُلّم مقعد"),
    "the other word for pay": (re.compile(r"المكافأة|الأجر المنصف"), "المكافأة المنصفة"),
    "a vowel that a sign for doubling does not need": (re.compile("\u0650\u0651|\u0651\u0650"), "ميسِّر"),
    "a name that is not isolated": (
        re.compile(r"(?<!\u2068)%\((?:address|author|email|names?|person|room|subject|thread|title|who|zone)\)"),
        "أجاب %(name)s.",
    ),
}


@pytest.mark.parametrize("name", ALSO_ARABIC)
def test_arabic_keeps_to_its_words(name: str) -> None:
    pattern, planted = ALSO_ARABIC[name]
    assert pattern.search(planted), "the law would find nothing"
    assert [said for _english, found in arabic() for said in found if pattern.search(said)] == []


# Words that end in the letter that also says “your” to one person.
ENDS_SO = re.compile("و?[لبك]?ذلك|ف?هناك|تلك|ت?ترك|يملك|[يو]?ت?شارك|مشارك|المشترك|إشراك|الصك|لتحريك|وإدراك|استهلاك")
VOWELS = "\u064b-\u0652"


def to_one_person(said: str) -> list[str]:
    """The words that speak to one person alone: a reader is spoken to in the plural."""
    words = re.findall(rf"[\u0621-\u064a{VOWELS}]+ك(?![\w{VOWELS}])", said)
    return [word for word in words if not ENDS_SO.fullmatch(re.sub(f"[{VOWELS}]", "", word))]


def test_arabic_speaks_to_readers_in_the_plural() -> None:
    assert to_one_person("مهام تنتظرك بصفتك ميسّرًا") == ["تنتظرك", "بصفتك"]
    assert [word for _english, found in arabic() for said in found for word in to_one_person(said)] == []


def miscounted(found: tuple[str, ...]) -> bool:
    """Whether the noun of 11 to 99 is not that of whole hundreds in the accusative: كتابًا beside كتاب."""
    if len(found) != 6:
        return False
    hundreds, tens = (re.findall(rf"%\(num\)s ([\u0621-\u064a{VOWELS}]+)", said) for said in found[4:])
    alike = ("ة", "ين", "ربما", "موضوع")  # موضوع نقاش has no ending to show
    return any(ten != (one if one.endswith(alike) else f"{one}ًا") for one, ten in zip(hundreds, tens, strict=True))


def test_arabic_nouns_follow_their_numbers() -> None:
    assert miscounted(("", "", "", "", "%(num)s كتاب", "%(num)s كتب"))
    assert not miscounted(("", "", "", "", "%(num)s كتاب", "%(num)s كتابًا"))
    assert [found for _english, found in arabic() if miscounted(found)] == []


def test_arabic_tells_what_is_removed_from_what_is_deleted_or_withdrawn() -> None:
    words = {r"remove(?:d|s)?": "زيل|زال|إزال|خرج", r"delete(?:d|s)?": "حذف", r"withdraw[ns]?": "سحو?ب"}
    for english, stems in words.items():
        strays = [
            said
            for source, found in arabic()
            for said in found
            if re.search(rf"\b{english}\b", source, re.IGNORECASE)
            and not re.search(stems, re.sub(f"[{VOWELS}]", "", said))
        ]
        assert strays == [], english
