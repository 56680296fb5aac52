"""What the README promises is there."""

from dataclasses import fields
from pathlib import Path

from click import Command, Group

from peerhub.base.settings import Settings
from peerhub.cli import cli

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def commands(group: Group, before: str = "") -> set[str]:
    """Every command of ours by its full name."""
    found: set[str] = set()
    for name, command in group.commands.items():
        full = f"{before} {name}".strip()
        found |= commands(command, full) if isinstance(command, Group) else {full}
    return found


def test_every_setting_is_listed_with_its_meaning() -> None:
    missing = [
        field.name
        for field in fields(Settings)
        if f"| `PEERHUB_{field.name.upper()}` | {field.metadata['help']} |" not in README
    ]
    assert missing == []


def test_every_command_answers_help() -> None:
    def helps(command: Command) -> bool:
        return bool(command.help)

    assert {"serve", "db upgrade", "demo load", "demo accounts", "user invite", "mail show", "tick"} <= commands(cli)
    silent = [name for name, command in cli.commands.items() if not helps(command)]
    assert silent == []
