"""One way for one job: who may call what, and what base must not know."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import peerhub

ROOT = Path(peerhub.__file__).parent
DOMAINS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name not in {"base", "wiring"})

# Mails that are no notices, each with its reason.
MAILS = {
    "accounts/actions/addresses.py": "to an address that is not the account's yet, or no longer",
    "accounts/actions/invitations.py": "to somebody who has no account yet, so no bell",
    "accounts/actions/kept_addresses.py": "to an address that is no longer the account's",
    "accounts/actions/sign_in_links.py": "to somebody who is not signed in",
    "notices/actions/emails.py": "what waits in bells, gathered",
    "notices/actions/notices.py": "the way itself",
    "sessions/actions/calendar_mails.py": "each with a calendar part for the one person it goes to",
    "sessions/actions/reminders.py": "a mail only: the session stands on the first page",
    "surveys/actions/mailing.py": "each with a link of its own, and nothing is kept of it",
}


def calls(path: Path) -> Iterator[str]:
    """What a file calls, as it is written."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def callers(*names: str) -> set[str]:
    """The files that call one of these."""
    return {
        path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if any(name in names for name in calls(path))
    }


def test_only_reactions_notify() -> None:
    found = callers("notices.notify", "notify", "notices.notify_again", "notify_again")
    assert len(found) > 5
    assert {name for name in found if not name.endswith("/reactions.py")} == set()


def test_every_mail_beside_the_bell_has_a_reason() -> None:
    assert callers("outbox.queue", "outbox.queue_all", "queue", "queue_all") - {"base/mail/outbox.py"} == set(MAILS)


def strings(path: Path) -> Iterator[str]:
    """The strings of a file that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said:
            yield node.value


NAMED = re.compile(rf"\bpeerhub\.(?:{'|'.join(DOMAINS)})\b|(?<![\w/])(?:{'|'.join(DOMAINS)})[./:]\w")


def domains_in(path: Path) -> list[str]:
    """The strings of a file that name a module, a template, an endpoint or a table of a domain."""
    return [text for text in strings(path) if NAMED.search(text)]


def test_no_string_of_base_names_a_domain() -> None:
    assert {
        path.relative_to(ROOT).as_posix(): named
        for path in (ROOT / "base").rglob("*.py")
        if (named := domains_in(path))
    } == {}


@pytest.mark.parametrize("planted", ["people.id", "rooms/show.html", "peerhub.rooms.rules", "surveys:opened"])
def test_a_domain_in_a_string_is_found(tmp_path: Path, planted: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(f'"""People, rooms/show.html."""\n\nWHERE = "{planted}"\n', "utf-8")
    assert domains_in(path) == [planted]


def only_passes_on(node: ast.FunctionDef) -> bool:
    """Whether a function does nothing but call another one with its own arguments."""
    body = [part for part in node.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))]
    if node.decorator_list or len(body) != 1 or not isinstance(body[0], ast.Return | ast.Expr):
        return False
    call = body[0].value
    own = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return isinstance(call, ast.Call) and own == [
        ast.unparse(value) for value in (*call.args, *(keyword.value for keyword in call.keywords))
    ]


def passing_on(path: Path) -> list[str]:
    """The names of such functions in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and only_passes_on(node)]


def test_no_action_or_query_only_passes_on() -> None:
    """An endpoint calls `access.need_for` itself. A function between the two would be one more file to open."""
    files = [path for layer in ("actions", "queries") for path in ROOT.glob(f"*/{layer}/*.py")]
    assert len(files) > 50
    assert {path.relative_to(ROOT).as_posix(): names for path in files if (names := passing_on(path))} == {}


@pytest.mark.parametrize(
    ("planted", "names"),
    [
        ("def need(db, viewer):\n    '''The need.'''\n    return access.need_for(db, viewer)\n", ["need"]),
        ("def need(db, viewer):\n    access.need_for(db, viewer=viewer)\n", ["need"]),
        ("def need(db, viewer):\n    return access.need_for(db, viewer, 1)\n", []),
        ("@prepared\ndef need():\n    return build()\n", []),
    ],
)
def test_a_function_that_only_passes_on_is_found(tmp_path: Path, planted: str, names: list[str]) -> None:
    path = tmp_path / "module.py"
    path.write_text(planted, "utf-8")
    assert passing_on(path) == names
