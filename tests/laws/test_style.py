"""The look holds its promises: measured contrast, one dark set, logical properties, nothing decorative."""

import re
from pathlib import Path

import pytest

from peerhub.base.paths import site_folder

STYLES = sorted((site_folder("static") / "css").rglob("*.css"))
TOKENS = (site_folder("static") / "css" / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "sheet", "sunk", "action-soft", "good-soft", "warn-soft", "bad-soft")
HOURS = ("hour-work", "hour-edge", "hour-night", "hour-holiday")
THEMES = ("data", "discoverability", "capacities", "remuneration")
PAIRS = [
    *[("ink", ground, 7.0) for ground in (*GROUNDS, *HOURS)],
    *[("quiet", ground, 4.5) for ground in (*GROUNDS[:6], "hour-night")],
    *[("action", ground, 4.5) for ground in GROUNDS[:6]],
    *[(word, ground, 4.5) for word in ("good", "warn", "bad") for ground in ("paper", "sheet", f"{word}-soft")],
    *[(theme, ground, 4.5) for theme in THEMES for ground in ("paper", "sheet", f"{theme}-soft")],
    ("on-action", "action", 4.5),
    ("on-solid", "solid", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "sheet", 3.0),
]


def colours(opening: str) -> dict[str, str]:
    """The colours of the rule that begins with `opening`."""
    body = TOKENS.split(opening, maxsplit=1)[1].split("}", maxsplit=1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", body))


LIGHT = colours(":root {")
DARK = colours(':root:not([data-colours="light"]) {')


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_rightly() -> None:
    assert contrast("#000", "#fff") == 21
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour_set", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_pair_can_be_read(colour_set: dict[str, str], text: str, ground: str, least: float) -> None:
    assert contrast(colour_set[text], colour_set[ground]) >= least


def test_both_dark_sets_and_the_light_one_name_the_same_colours() -> None:
    assert colours(':root[data-colours="dark"] {') == DARK
    assert DARK.keys() == LIGHT.keys()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_sheet_is_logical_and_plain(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    physical = r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align: (?:left|right)"
    sides = r"[{;\s](?:left|right|top|bottom|width|height):"
    decoration = r"box-shadow|text-shadow|gradient\("
    assert re.findall(rf"{physical}|{sides}|{decoration}", text) == []


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [found for found in re.findall(r"#[0-9a-f]{3,8}\b", text) if found not in {"#fff", "#000"}] == []


def test_growing_areas_begin_with_their_lines() -> None:
    """`field-sizing` overlooks `rows`: each number that a page gives, beside the usual four, stands in base.css."""
    pages = [path.read_text(encoding="utf-8") for path in site_folder("templates").rglob("*.html")]
    asked = {int(found) for page in pages for found in re.findall(r'\brows="?(\d+)', page)} - {4}
    sheet = (site_folder("static") / "css" / "base.css").read_text(encoding="utf-8")
    assert {
        int(one) for one, other in re.findall(r'\[rows="(\d+)"\] \{ --rows: (\d+); \}', sheet) if one == other
    } == asked
