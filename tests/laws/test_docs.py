"""The pages of the documentation hold what the code says, where they are made from it."""

import re
from xml.etree import ElementTree as Xml

import pytest

from tools import docs, layers
from tools.drawing import Drawing
from tools.journey import STOPS, Call, chosen, followed

DEVELOPERS = (docs.ROOT / "docs/developers.md").read_text(encoding="utf-8")
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
NOT_HERE = re.compile(r"[Gg]reeting")  # the domain of the recipe, which nobody has made


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


def missing_paths(text: str) -> list[str]:
    """The files and folders that a page names and that are not there."""
    named = [
        each
        for each in IN_BACKTICKS.findall(text)
        if re.fullmatch(r"(peerhub|templates|static|tests|tools|migrations)/[\w/.-]*", each)
    ]
    built = "static/dist/"
    return [each for each in named if each != built and not NOT_HERE.search(each) and not (docs.ROOT / each).exists()]


def missing_names(text: str) -> list[str]:
    """The functions and classes that a page names and that nobody defines."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("peerhub", "tests")
        for path in (docs.ROOT / folder).rglob("*.py")
    )
    called = [found for each in IN_BACKTICKS.findall(text) for found in re.findall(r"^(?:\w+\.)?(\w+)\(", each)]
    classes = [each for each in IN_BACKTICKS.findall(text) if re.fullmatch(r"[A-Z][a-z]+([A-Z][a-z]+)+", each)]
    names = [each for each in (*called, *classes) if not NOT_HERE.search(each) and each != "_"]
    return [each for each in names if not re.search(rf"(def|class) {each}\b", code)]


def test_the_developers_page_names_what_is_there() -> None:
    text = DEVELOPERS.replace("`send(db, actor, …)`", "")  # of the recipe
    assert missing_paths(text) == []
    assert missing_names(text) == []


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/anonymity.md", "docs/running.md"]
)
def test_other_pages_name_files_that_are_there(name: str) -> None:
    text = (docs.ROOT / name).read_text(encoding="utf-8")
    assert len(IN_BACKTICKS.findall(text)) > 5
    assert missing_paths(text) == []


def test_what_is_not_there_is_found() -> None:
    assert missing_paths("`peerhub/wiring.py` and `peerhub/wiring/`") == ["peerhub/wiring.py"]
    assert missing_names("`attempt_edit(form)`, `submit_edit(form)`, `MakingForm`, `EditForm`") == [
        "attempt_edit",
        "MakingForm",
    ]


def test_every_layer_is_explained() -> None:
    assert {name for names in layers.rows(layers.contracts()[1]) for name in names} == set(layers.HOLDS)


def test_the_picture_can_be_read() -> None:
    """Text is text, so that it can be chosen and searched; the picture has a title, and colours for light and dark."""
    drawn = Xml.fromstring(docs.made()["docs/request.svg"])  # noqa: S314  (our own)
    words = [each.text or "" for each in drawn.iter() if each.tag.endswith("}text")]
    assert [stop.sentence for stop in STOPS if stop.sentence not in words] == []
    style = "".join(each.text or "" for each in drawn.iter() if each.tag.endswith("}style"))
    assert "prefers-color-scheme: dark" in style
    assert drawn[0].tag.endswith("}title")


def test_no_sentence_is_wider_than_the_picture() -> None:
    room = 960 - Drawing(STOPS, followed()).text
    assert [stop.sentence for stop in STOPS if len(stop.sentence) * 6.8 > room] == []


def test_a_request_that_goes_another_way_is_found() -> None:
    """The negative: a stop that is left out, or comes before the one that it should follow."""
    calls = followed()
    assert chosen(calls) == calls
    for other in (calls[:7] + calls[8:], [*calls[1:], calls[0]], [Call("rooms/routes/threads", "post")]):
        with pytest.raises(ValueError, match="no longer comes by"):
            chosen(other)
