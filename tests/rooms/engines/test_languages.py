"""The language of a text."""

import subprocess
import sys

import pytest

from peerhub.base.workers.pool import Busy, Pool
from peerhub.rooms.engines.known import KNOWN
from peerhub.rooms.engines.languages import recognised
from peerhub.rooms.engines.recognition import _judge, _library

TEXTS = {
    "en": "What did the first year cost, and who paid for the survey?",
    "fr": "Combien a coûté la première année, et qui a payé l’enquête ?",
    "es": "¿Cuánto costó el primer año y quién pagó la encuesta?",
    "pt": "Obrigado, vamos estudar isso com o ministério",
    "ar": "كم كلفت السنة الأولى ومن دفع ثمن المسح؟",
    "sw": "Mwaka wa kwanza uligharimu kiasi gani na nani alilipia utafiti huo?",
    "mn": "Эхний жилд хэдэн төгрөг зарцуулсан бэ, хэн төлсөн бэ?",
    "am": "የመጀመሪያው ዓመት ምን ያህል ወጪ አስከተለ?",
    "ka": "რა ღირდა პირველი წელი?",
    "th": "ปีแรกมีค่าใช้จ่ายเท่าไร",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_languages_of_the_programme_are_told(code: str, text: str) -> None:
    assert recognised(text, ["en"], "en") == code


def test_few_words_are_in_the_language_of_the_writers_pages() -> None:
    assert recognised("Merci", ["fr"], "es") == "es"
    assert recognised("12 000 USD", ["en"], "fr") == "fr"


def test_what_is_not_plain_is_in_one_of_the_writers_own() -> None:
    assert recognised("Normal, natural, central", ["en", "fr"], "en") == "fr"
    assert recognised("Normal, natural, central", ["ka"], "sw") == "sw"


SHORT = {
    "he": "תודה רבה", "ru": "Спасибо, согласен", "zh": "謝謝", "my": "ကျေးဇူးတင်ပါတယ်", "km": "សូមអរគុណ",
    "ur": "بہت شکریہ، ہم متفق ہیں", "bn": "ধন্যবাদ", "te": "ధన్యవాదాలు", "ta": "நன்றி", "am": "አመሰግናለሁ", "ka": "მადლობა",
    "ko": "감사합니다", "ja": "日本語でありがとう", "el": "Ευχαριστώ", "hy": "Շնորհակալություն", "th": "ขอบคุณ", "lo": "ຂອບໃຈ",
    "hi": "धन्यवाद", "si": "ස්තූතියි", "gu": "આભાર", "dv": "ޝުކުރިއްޔާ", "uk": "Дякую, ми згодні",
    "iu": "ᖁᔭᓐᓇᒦᒃ", "mni": "ꯊꯥꯒꯠꯆꯔꯤ", "sat": "ᱥᱟᱨᱦᱟᱣ", "tdd": "ᥛᥬᥱ", "nod": "ᨠᩣ", "blt": "ꪀꪱ",
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), SHORT.items())
def test_script_tells_language(code: str, text: str) -> None:
    assert recognised(text, ["en", "fr"], "en") == code


@pytest.mark.parametrize(
    ("text", "own", "otherwise", "code"),
    [
        ("धन्यवाद", ["ne"], "en", "ne"),  # the library knows Hindi only
        ("Рақмет", ["kk", "ru"], "en", "kk"),
        ("شکریہ", ["en", "ur"], "fr", "ur"),
        ("Merci", ["ar", "fr"], "ar", "fr"),
        ("谢谢", ["en"], "ja", "ja"),
        ("Thanks, colleague", [], "ar", "en"),
        ("١٢ ٣٤", ["en"], "ar", "ar"),
        ("Obrigado", ["pt-BR"], "ar", "pt-BR"),
    ],
)
def test_where_a_script_fits_several_the_writers_own_counts(
    text: str, own: list[str], otherwise: str, code: str
) -> None:
    assert recognised(text, own, otherwise) == code


def test_what_was_made_small_judges_as_the_library_does() -> None:
    library = _library.LanguageIdentifier.from_model_file(_library.MODEL_FILE)
    for text in (
        *TEXTS.values(),
        *SHORT.values(),
        *map(str.upper, TEXTS.values()),
        "aaaa" * 200,
        "x1" * 9,
        "Ω\x00\ud800",
    ):
        own = {code: score for code, score in library.rank(text) if code in KNOWN}
        assert dict(_judge.rank(text)) == pytest.approx(own, rel=1e-4), text


def test_no_more_than_the_beginning_of_a_text_is_read() -> None:
    assert recognised("привет " * 200 + "hello " * 100_000, ["en"], "en") == "ru"


def test_without_an_answer_a_text_is_in_the_writers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_asked: object, **_how: object) -> None:
        raise Busy

    monkeypatch.setattr(Pool, "run", busy)
    assert recognised("Une phrase que personne ne lit autrement", ["sw"], "es") == "es"
    assert recognised("Никто не читает этого", ["sw"], "es") == "ru"


def test_the_library_knows_the_languages_and_stays_out_of_the_sites_process() -> None:
    assert set(KNOWN) <= set(_judge.labels) | set(_judge.nb_classes)
    seen = "import sys, peerhub.wiring; print('numpy' in sys.modules, 'py3langid' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]
