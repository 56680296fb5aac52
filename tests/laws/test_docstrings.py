"""What docstrings and comments name is there: a module of ours between backticks exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "peerhub"
NAMED = re.compile(r"`(?:peerhub\.)?((?:base|rules|actions|queries|engines|views|forms)(?:\.[a-z_]+)+)`")


def missing(path: Path, text: str) -> list[str]:
    """The dotted names in a file that lead to no file, from `peerhub/` or from its domain; a last part may be a name in one."""
    domain = ROOT / path.relative_to(ROOT).parts[0]
    return [
        name
        for name in NAMED.findall(text)
        if not any(
            (top / "/".join(parts)).is_dir() or (top / "/".join(parts)).with_suffix(".py").exists()
            for top in (ROOT, domain)
            for parts in (name.split("."), name.split(".")[:-1])
        )
    ]


def test_every_module_that_is_named_is_there() -> None:
    files = list(ROOT.rglob("*.py"))
    found = {
        path.relative_to(ROOT).as_posix(): gone for path in files if (gone := missing(path, path.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("named", "gone"), [("`base.text.markdown`", 0), ("`base.no.module`", 1), ("`rules.messages`", 0)]
)
def test_a_name_that_leads_nowhere_is_found(named: str, gone: int) -> None:
    assert len(missing(ROOT / "rooms" / "rules.py", named)) == gone
