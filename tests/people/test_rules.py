"""Pure rules about accounts."""

import time

import pytest

from peerhub.people.rules import holds_address, is_address, is_reserved, mixes_alphabets, only_zone, own_path


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
    assert holds_address(password, " ana.reyes@x.example ") is holds


def test_three_letters_before_the_at_are_too_few_to_tell() -> None:
    assert not holds_address("a mango tree by the sea", "ang@x.example")


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
    assert only_zone(zones) == zone


@pytest.mark.parametrize(
    "text",
    [
        "ana.reyes@ministry.example",
        " first.last+tag@sub.example.org\n",
        "o'neill@ministry.example",
        "rsvp@bücher.example",
        "rsvp@xn--bcher-kva.example",
        "أحمد@وزارة.شبكة",
        f"{'a' * 64}@b.example",
    ],
)
def test_mail_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "a@", "@b.example", "no address", "a@b", "a@localhost", "a@mail.local", "a@b..example", "a@b.example.", "a@-b.example",
        "a@under_score.example", "a@10.0.0.7", "a@[10.0.0.7]", ".a@b.example", "a..b@c.example", "a@b@c.example", "a b@c.example",
        '"a b"@c.example', "Ana <a@b.example>", "a@b.example,c@d.example", "a@b.example\r\nBcc: c@d.example", "a\u200bb@c.example",
        "a@exam\u202eple.org", "a@xn--\u00fc.example", f"{'a' * 65}@b.example", f"a@{'b' * 64}.example", f"a@{'b.' * 130}example",
    ],
)  # fmt: skip
def test_no_mail_address(text: str) -> None:
    assert not is_address(text)


def test_no_address_takes_long() -> None:
    begun = time.perf_counter()
    assert not is_address("a" + "\u0315\u0301" * 500_000 + "@b.example")
    assert time.perf_counter() - begun < 0.1
