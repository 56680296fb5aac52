"""A sentence that is marked for translation is collected for the catalogues, too."""

import ast

from tools.words import KEYWORDS, ROOT


def other_names(source: str) -> list[str]:
    """Names under which a module takes in what marks a sentence, and under which it is not collected."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    taken = [alias for node in imports if node.module == "peerhub.base.i18n.translate" for alias in node.names]
    return [alias.asname for alias in taken if alias.asname and alias.asname not in KEYWORDS and alias.name in KEYWORDS]


def test_what_marks_a_sentence_goes_by_a_name_that_is_collected() -> None:
    assert other_names("from peerhub.base.i18n.translate import lazy_pgettext as _c") == ["_c"], "the law finds nothing"
    found = {str(path): other_names(path.read_text(encoding="utf-8")) for path in (ROOT / "peerhub").rglob("*.py")}
    assert {path: names for path, names in found.items() if names} == {}
