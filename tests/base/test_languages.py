"""The language of a text."""

import subprocess
import sys

import pytest

from peerhub.base.languages import KNOWN, load, recognised

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
    assert recognised("Thanks, agreed", ["en"], "fr") == "en"
    assert recognised("Thanks, agreed", ["ka"], "fr") == "fr"


def test_the_model_knows_the_languages_and_is_loaded_by_the_first_text_alone() -> None:
    assert set(KNOWN) <= set(load().labels) | set(load().nb_classes)
    seen = "import sys, peerhub.wiring; print('numpy' in sys.modules, 'py3langid' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]
