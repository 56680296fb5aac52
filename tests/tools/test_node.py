"""Node is taken from the machine or from a wheel, and its absence is said in a sentence."""

from pathlib import Path

import pytest

from tools import node


def program(folder: Path, name: str, output: str) -> None:
    """A program that only prints."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{output}'\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "taken"), [("v18.0.0", True), ("v24.19.0", True), ("v16.20.2", False), ("?", False)]
)
def test_the_machines_node_must_be_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    program(tmp_path, "node", version)
    program(tmp_path, "npm", "11.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert node.machine_node() == (str(tmp_path / "node") if taken else None)


def test_node_without_npm_does_not_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "node", "v24.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert node.machine_node() is None


def test_the_wheels_node_comes_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "wheel_folder", lambda: tmp_path / "wheel")
    run, npm = node.commands()
    assert run == [str(tmp_path / "wheel/bin/node")]
    assert npm == [*run, str(tmp_path / "wheel/lib/node_modules/npm/bin/npm-cli.js")]


def test_without_any_node_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "wheel_folder", lambda: None)
    with pytest.raises(SystemExit, match="node 18 or newer with npm"):
        node.commands()
