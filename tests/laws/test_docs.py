"""The pages of the documentation hold what the code says, where they are made from it."""

import re

import pytest

from tools import docs


def test_what_is_made_from_the_code_is_up_to_date() -> None:
    assert [name for name, text in docs.made().items() if not docs.is_kept(name, text)] == [], "Run: make docs"


def test_a_page_that_differs_is_found(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The negative: a setting, a command or a file that is another one by now."""
    made = docs.made()
    wrong = made["docs/settings.md"].replace("`PEERHUB_PORT`", "`PEERHUB_HARBOUR`")
    assert wrong != made["docs/settings.md"]
    assert docs.filled(wrong, docs.PARTS) == made["docs/settings.md"]
    monkeypatch.setattr(docs, "made", lambda: {**made, "docs/settings.md": wrong, "docs/new.md": ""})
    assert docs.main(["--check"]) == 1
    assert re.findall(r"docs/\w+\.md", capsys.readouterr().out) == ["docs/settings.md", "docs/new.md"]


def test_a_part_that_nothing_makes_is_refused() -> None:
    with pytest.raises(KeyError):
        docs.filled("<!-- Made by tools/docs.py: dreams -->\n<!-- End of dreams -->", docs.PARTS)


def test_every_part_stands_in_one_page() -> None:
    placed = [found[2] for name in docs.PAGES for found in docs.PART.finditer((docs.ROOT / name).read_text("utf-8"))]
    assert sorted(placed) == sorted(docs.PARTS)


def test_a_cell_of_a_table_stays_in_its_cell() -> None:
    assert docs.table(("a", "b"), [("x|y", "one\n\ntwo")]).splitlines()[2] == r"| x\|y | one two |"
