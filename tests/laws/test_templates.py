"""Every template compiles, stays in its own folder, and holds no inline script or style."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, meta

import peerhub
from peerhub.base.paths import site_folder

pytestmark = pytest.mark.one_database

TEMPLATES = site_folder("templates")
PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
SHARED = {"layout", "parts"}


@pytest.mark.parametrize("name", PAGES)
def test_template_compiles(site: Flask, name: str) -> None:
    site.jinja_env.get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_template_uses_only_its_own_folder_and_the_shared_ones(name: str) -> None:
    own = name.split("/", maxsplit=1)[0]
    used = re.findall(
        r"{%-?\s*(?:extends|include|import|from)\s+\"([^\"]+)\"", (TEMPLATES / name).read_text(encoding="utf-8")
    )
    strangers = [each for each in used if each.split("/")[0] not in SHARED | {own}]
    assert strangers == []


@pytest.mark.parametrize(
    "name",
    [page for page in PAGES if not page.startswith("mail/") and page not in {"layout/mail.html", "parts/mail.html"}],
)
def test_page_has_no_inline_script_or_style(name: str) -> None:
    text = Path(TEMPLATES / name).read_text(encoding="utf-8")
    assert re.findall(r"<[a-z][^>{]*\sstyle=|<style|<[a-z][^>{]*\son[a-z]+=\"|<script(?![^>]*\ssrc=)", text) == []


@pytest.mark.parametrize("name", PAGES)
def test_only_sentences_of_the_template_are_taken_for_html(name: str) -> None:
    """Jinja takes what `_()` gives for HTML. Data in the reader's language are `value|translated`, which stays text."""
    text = Path(TEMPLATES / name).read_text(encoding="utf-8")
    assert re.findall(r"\b(?:_|gettext)\(\s*[^\"'\s]", text) == []


def test_no_template_takes_an_id_of_the_frame() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    ids = {path: set(re.findall(r'\bid="([\w-]+)"', text)) for path, text in texts.items()}
    frame = set().union(*(found for path, found in ids.items() if path.parent.name == "layout"))
    assert {"main", "leaving"} <= frame
    inside = [path for path in texts if path.parent.name != "layout" and "<!doctype" not in texts[path]]
    assert {(path.name, each) for path in inside for each in ids[path] & frame} == set()


def _names_of_the_frame() -> set[str]:
    """What the frames of pages take from what they are given, or from what every page is given."""
    bare = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)  # that of the site leaves out its own names
    frames = [path for path in (TEMPLATES / "layout").glob("*.html") if path.name != "mail.html"]
    trees = (bare.parse(path.read_text(encoding="utf-8")) for path in frames)
    return set().union(*(meta.find_undeclared_variables(tree) for tree in trees))


def _given(path: Path) -> set[str]:
    """The names that functions of a file which answer with a page may give to it: also those of dictionaries for `**`."""
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(each, ast.Call) and ast.unparse(each.func) == "page" for each in ast.walk(node))
    ]
    found: set[str] = set()
    for node in (each for function in functions for each in ast.walk(function)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"page", "dict"}:
            found |= {keyword.arg for keyword in node.keywords if keyword.arg}
        elif isinstance(node, ast.Dict):
            found |= {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
    return found


def test_no_endpoint_gives_a_name_of_the_frame() -> None:
    """What an endpoint gives to its page would stand in the place of what the frame shows."""
    frame = _names_of_the_frame()
    assert {"languages", "me", "nav", "lang"} <= frame
    given = {path: _given(path) for path in Path(peerhub.__file__).parent.rglob("*.py")}
    assert "form" in set().union(*given.values())
    assert {(path.name, each) for path, names in given.items() for each in names & frame} == set()
