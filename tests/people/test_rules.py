"""Pure rules about accounts."""

import pytest

from peerhub.accounts.rules import contains_address
from peerhub.base.web.origin import own_path
from peerhub.people.rules import is_reserved, mixes_alphabets, single_zone


@pytest.mark.parametrize("path", ["/", "/rooms/3?after=2#new", "/people/1/"])
def test_paths_of_this_site_stay(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "rooms",
        "https://a.example",
        "//a.example",
        "/\\a.example",
        "\\\\a",
        "/\t/a.example",
        "/\n/a",
        "javascript:1",
        " /a",
    ],
)
def test_other_sites_lead_home(path: str) -> None:
    assert own_path(path) == "/"


@pytest.mark.parametrize(
    ("password", "holds"),
    [("my Ana.Reyes@x.example", True), ("ANA.REYES is here", True), ("several other words", False)],
)
def test_passwords_with_the_address(password: str, holds: bool) -> None:
    assert contains_address(password, " ana.reyes@x.example ") is holds


def test_three_letters_before_the_at_are_too_few_to_tell() -> None:
    assert not contains_address("a mango tree by the sea", "ang@x.example")


@pytest.mark.parametrize(
    "name", ["Ministère de la culture", "Минкультуры", "Ministry Министерство", "وزارة الثقافة", "7 مكتب"]
)
def test_honest_names(name: str) -> None:
    assert not mixes_alphabets(name)


@pytest.mark.parametrize("name", ["Secretаriat", "Αdmin", "Минкульtуры"])
def test_names_made_to_look_like_others(name: str) -> None:
    assert mixes_alphabets(name)


@pytest.mark.parametrize(
    "name", ["Secretariat", "SECRETARIAT", "Secre tariat.", "Peer-Hub", "Ｐｅｅｒｈｕｂ", "Secret\u200bariat"]
)
def test_reserved_names(name: str) -> None:
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["Secretariat of culture, Chile", "Statistics office", ""])
def test_names_that_are_free(name: str) -> None:
    assert not is_reserved(name)


@pytest.mark.parametrize(
    ("zones", "zone"),
    [([], ""), (["Africa/Kampala"], "Africa/Kampala"), (["America/Lima", "Pacific/Easter"], "")],
)
def test_the_zone_of_a_country(zones: list[str], zone: str) -> None:
    assert single_zone(zones) == zone
