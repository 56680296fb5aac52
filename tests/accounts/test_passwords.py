"""Passwords that others would try first are refused, in every way a password is set."""

import ast
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.accounts.engines import common_passwords
from peerhub.accounts.rules import contains_name, guessable_words
from peerhub.base.database.engine import Database
from peerhub.demo.accounts import PASSWORD as DEMO
from tests.accounts.arrange import ADDRESS, appointed, invited, person
from tests.cast import PASSWORD, Cast
from tests.support.forms import submit

SOURCES = Path(common_passwords.__file__).parents[2]
REFUSAL = "easy to guess"

WEAK = [
    "password1234", "Password1234!", "P@ssw0rd1234", "!Password123!", "passwordpassword", "drowssap4321", "qwertyuiop123",
    "azertyuiop12", "1qaz2wsx3edc", "123456789012", "111122223333", "aaaaaaaaaaaa", "abcabcabcabc", "letmeinletmein",
    "iloveyou1234", "Welcome12345", "Summer2026!!!", "Liverpool2024!", "trustno1trustno1", "motdepasse2026", "contraseña123",
    "bonjourbonjour", "Administrator1", "Secretariat2026", "adminadminadmin", "UNESCO2005!!", "йцукенгшщзхй",
    "p a s s w o r d", "p.a.s.s.w.o.r.d!", "pa-ss-wo-rd-12", "1 2 3 4 5 6 7", "q_w_e_r_t_y_u", "!QAZ2wsx#EDC4rfv", "1234!@#$qwer",
]  # fmt: skip
FINE = [
    PASSWORD,
    DEMO,
    "correct horse battery",
    "tr0mbone-lake-7",
    "dk39sl20ckd9",
    "x9 k2 vq 7m",
    "le canard lit au bord du lac",
    "بيت على ضفة النهر",
]


@pytest.mark.parametrize("password", WEAK, ids=lambda _password: "weak-password")
def test_common_passwords_are_guessable(password: str) -> None:
    assert common_passwords.is_guessable(password, guessable_words("Archives", "archives@ministry.example"))


@pytest.mark.parametrize("password", FINE)
def test_several_words_are_fine(password: str) -> None:
    assert not common_passwords.is_guessable(password, guessable_words("Archives", "archives@ministry.example"))


@pytest.mark.parametrize("password", ["Diallo2026!", "ollaid123456", "Film.Office1"])
def test_the_words_of_the_owner_are_tried_first(password: str) -> None:
    assert common_passwords.is_guessable(password, guessable_words("Amina Diallo", "film.office@ministry.example"))


@pytest.mark.parametrize("password", ["quiet PEER-hub lakes", "my Archives are dusty", "a.r.c.h.i.v.e.s of old"])
def test_names_are_found_whatever_stands_between(password: str) -> None:
    assert contains_name(password, "PeerHub") or contains_name(password, "Archives")


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    class Counting(frozenset[str]):
        def __contains__(self, word: object) -> bool:
            nonlocal asked
            asked += 1
            return super().__contains__(word)

    known = Counting(common_passwords.common())
    monkeypatch.setattr(common_passwords, "common", lambda: known)
    common_passwords.is_guessable("4@8({[<369!1|705$7+%2" * 10)  # what takes zxcvbn seconds
    assert 0 < asked < 200 * common_passwords.LONGEST_PIECE * 8


@pytest.mark.parametrize(("password", "said"), [
    ("password1234", REFUSAL),
    ("Archives2026", "must not contain your name"),
    ("the peerhub of lakes", "must not contain your name"),
    ("new.office sings loud", "must not contain your email address"),
])  # fmt: skip
def test_weak_password_when_joining(
    client: FlaskClient, database: Database, cast: Cast, password: str, said: str
) -> None:
    _id, path = invited(database, cast.focal_point)
    fields: dict[str, Any] = {"name": "Archives", "working_languages": "en", "language": "en", "zone": "UTC"}
    answer = submit(client, path, **fields, new_password=password)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert person(database, ADDRESS) is None
    assert submit(client, path, **fields, new_password="le canard lit au bord du lac").status_code == 302


@pytest.mark.parametrize("role", [None, "secretariat", "administrator"])
def test_weak_password_on_the_profile(browse: Any, database: Database, cast: Cast, role: str | None) -> None:
    if role:
        appointed(database, cast.seeker, role)
    browser = browse(cast.seeker)
    for weak, said in (("password1234", REFUSAL), ("Statistics Office, Jamaica", "must not contain your name")):
        answer = submit(browser, "/profile/password", old_password=PASSWORD, new_password=weak)
        assert (answer.status_code, said in answer.text) == (422, True)
    fine = {"old_password": PASSWORD, "new_password": "le canard lit au bord du lac"}
    assert submit(browser, "/profile/password", **fine).status_code == 302


def test_no_other_place_makes_a_password() -> None:
    """A new way of setting one must go through the check: it takes a line here."""
    callers = set()
    for path in SOURCES.rglob("*.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        if any(getattr(call.func, "id", getattr(call.func, "attr", "")) == "hash_password" for call in calls):
            callers.add(path.relative_to(SOURCES).as_posix())
    assert callers == {"demo/accounts.py", "accounts/routes/invitations.py", "accounts/routes/profile.py"}
