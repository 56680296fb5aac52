"""The order of domains and of the files in them, read from the import contracts in pyproject.toml."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"\w+")

# What each file of a domain holds. A layer of the contract without words here fails.
HOLDS = {
    "routes": "Endpoints: read the request, call one action or query, answer",
    "api": "Endpoints for other programs",
    "sockets": "What an open page asks through its socket, and what is pushed to it",
    "jobs": "What is due at a time",
    "commands": "The command line",
    "inbound": "What arrives by mail",
    "forms": "What people type, with its checks (WTForms)",
    "views": "What templates and JSON show",
    "login": "Who is signed in",
    "devices": "The browsers in which an account signed in before",
    "reactions": "What follows from facts, of this domain or of a lower one",
    "payloads": "JSON that is the same for every reader",
    "seed": "Loads packaged data through the actions",
    "demo": "Data of the demonstration",
    "actions": "Verbs that change things; they never commit and never render",
    "queries": "What a page reads",
    "access": "Who may see and do what",
    "store": "What is kept outside the database: the answers to anonymous surveys",
    "models": "Tables",
    "engines": "Heavy computation without a database: calendars, language detection",
    "facts": "Domain events: frozen dataclasses of ids",
    "rules": "Pure functions that know neither database nor Flask",
    "audit": "The sentences of the audit log",
}


@cache
def contracts() -> list[dict[str, Any]]:
    """The contracts that order layers: the first of the domains, the second of the files in a domain."""
    with (ROOT / "pyproject.toml").open("rb") as source:
        found = tomllib.load(source)["tool"]["importlinter"]["contracts"]
    return [each for each in found if each["type"] == "layers"]


def rows(contract: dict[str, Any]) -> list[list[str]]:
    """The layers of a contract from high to low, the names of each."""
    return [NAME.findall(layer) for layer in contract["layers"]]


def domain_rows() -> list[list[str]]:
    """What `peerhub/` holds, from high to low."""
    return rows(contracts()[0])


def file_rows() -> list[list[str]]:
    """The files of a domain, from high to low: those that some domain has."""
    here = [[name for name in names if _is_used(name)] for names in rows(contracts()[1])]
    return [names for names in here if names]


def _is_used(name: str) -> bool:
    folders = [ROOT / container.replace(".", "/") for container in contracts()[1]["containers"]]
    return any((folder / name).is_dir() or (folder / f"{name}.py").exists() for folder in folders)


def about(name: str) -> str:
    """What a domain is, in the first paragraph of its docstring."""
    module = ROOT / "peerhub" / name
    path = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return words.split("\n\n", maxsplit=1)[0]
