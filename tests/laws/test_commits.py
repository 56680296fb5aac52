"""The subjects of commits say where and what: `surveys: Hide a lopsided mean`."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SINCE = "565ae44"  # older subjects stay as they are
LONGEST = 72
SUBJECT = re.compile(r"[a-z][a-z0-9_ ,/-]*: (?P<verb>[A-Z]\w*)\b.*")
MERGE = re.compile(r"(Join|Merge) .+")  # Git's own words for a branch that is brought up to date
NO_IMPERATIVE = re.compile(r"(?!Bring|Feed|Embed|Need|Speed|Seed|Shed|Spread|String)\w+(ed|ing|[^su]s)$")


def git(*arguments: str) -> str | None:
    """What Git answers; None where there is no repository, or it does not go back that far."""
    try:
        done = subprocess.run(("git", *arguments), cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout


def problem(subject: str, *, merge: bool = False) -> str:
    """What is wrong with a subject, in a sentence; empty where nothing is."""
    found = None if merge else SUBJECT.fullmatch(subject)
    if len(subject) > LONGEST:
        return f"Longer than {LONGEST} characters: {subject}"
    if subject.endswith("."):
        return f"A full stop at the end: {subject}"
    if merge:
        return "" if MERGE.fullmatch(subject) else f"A merge begins with “Join”: {subject}"
    if not found:
        return f"Not “area: What it does”: {subject}"
    return f"Not in the imperative: {subject}" if NO_IMPERATIVE.fullmatch(found["verb"]) else ""


def test_subjects_say_where_and_what() -> None:
    if git("rev-parse", "--verify", f"{SINCE}^{{commit}}") is None:
        pytest.skip("There is no repository here, or it does not go back to where this law begins.")
    log = git("log", "--format=%P%x09%s", f"{SINCE}..HEAD") or ""
    commits = [line.partition("\t") for line in log.splitlines()]
    found = [problem(subject, merge=" " in parents) for parents, _tab, subject in commits]
    assert [each for each in found if each] == []


@pytest.mark.parametrize(
    "subject",
    [
        "surveys: Hide a lopsided mean",
        "rooms, sessions: Say who is here",
        "base/forms: Bring back what was typed",
        "tests: Pass what is given",
    ],
)
def test_good_subjects_pass(subject: str) -> None:
    assert problem(subject) == ""


@pytest.mark.parametrize(
    "subject",
    [
        "Hide a lopsided mean",
        "surveys: hide a lopsided mean",
        "surveys: Hide a lopsided mean.",
        "surveys: Hides a lopsided mean",
        "surveys: Hiding a lopsided mean",
        "surveys: Fixed a lopsided mean",
        f"surveys: Hide {'a' * 60}",
        "Join the surveys",
    ],
)
def test_planted_bad_subjects_are_found(subject: str) -> None:
    assert problem(subject)


def test_merges_begin_with_join() -> None:
    assert problem("Join the surveys", merge=True) == ""
    assert problem("surveys: Hide a lopsided mean", merge=True)
    assert problem("Join the surveys.", merge=True)
