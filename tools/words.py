"""Collects every marked word and brings the catalogues up to date. `python -m tools.words [--check]`.

Catalogues are peerhub/translations/<language>/LC_MESSAGES/messages.po; the site reads the .mo compiled of them. --check
changes nothing and fails when a word of the site is missing in a catalogue, is not translated, or names other placeholders.
"""

import hashlib
import io
import re
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "peerhub" / "translations"
WITH_CONTEXT = ((1, "c"), 2)
KEYWORDS: dict[str, Any] = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "N_": None,
    "pgettext": WITH_CONTEXT, "lazy_pgettext": WITH_CONTEXT, "NC_": WITH_CONTEXT,
}  # fmt: skip
METHODS = [("peerhub/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true"}, "templates/**.txt": {"trimmed": "true"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def main(arguments: list[str]) -> int:
    """Update the catalogues, or check them."""
    words = extract()
    problems = 0
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language)
        if "--check" in arguments:
            for problem in check(words, catalogue):
                print(f"{language}: {problem}")
                problems += 1
            continue
        catalogue.update(words, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        path.write_bytes(written(catalogue))
        missing = sum(not translated(message) for message in catalogue if message.id)
        print(f"{language}: {len(catalogue)} sentences, {missing} not translated")
    if "--check" not in arguments:
        compile_all(ROOT)
    return 1 if problems else 0


def compile_all(root: Path) -> None:
    """Write a .mo beside each .po of a checkout, its version being the hash of the .po, by which the site knows a stale one."""
    for path in root.glob("peerhub/translations/*/LC_MESSAGES/messages.po"):
        source, built = path.read_bytes(), path.with_suffix(".mo")
        version = hashlib.sha256(source).hexdigest()
        if built.exists() and version.encode() in built.read_bytes():
            continue
        catalogue = read_po(io.BytesIO(source), locale=path.parent.parent.name)
        catalogue.version = version
        fresh = built.with_name("fresh.mo")
        with fresh.open("wb") as target:
            write_mo(target, catalogue)
        fresh.replace(built)


def extract() -> Catalog:
    """Every marked word of the code and the templates, in the order of their files."""
    catalogue = Catalog(project="PeerHub", charset="utf-8")
    found = extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS, ("Translators:",))
    for _file, _line, words, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        catalogue.add(words, None, auto_comments=comments, context=context)
    return catalogue


def check(words: Catalog, catalogue: Catalog) -> list[str]:
    """What is wrong with a catalogue, a sentence each."""
    problems: list[str] = []
    for message in words:
        if not message.id:
            continue
        found = catalogue.get(message.id, message.context)
        name = message.id if isinstance(message.id, str) else message.id[0]
        if found is None or not translated(found):
            problems.append(f"not translated: {name!r}")
        elif not same_placeholders(found):
            problems.append(f"other placeholders: {name!r}")
    return problems


def translated(message: Message) -> bool:
    """Whether every form of a message has words."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(forms) and not message.fuzzy


def same_placeholders(message: Message) -> bool:
    """Whether a translation names only placeholders of the source, and all of them in its last form."""
    sources = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    known = set().union(*(PLACEHOLDER.findall(source) for source in sources))
    used = [set(PLACEHOLDER.findall(form or "")) for form in forms]
    return all(each <= known for each in used) and (used[-1] | {"num"}) >= known


def written(catalogue: Catalog) -> bytes:
    """The file, without places and dates, so that it changes only when a word does."""
    target = io.BytesIO()
    write_po(target, catalogue, no_location=True, omit_header=False, width=0, sort_output=True)
    lines = target.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date'))).encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
