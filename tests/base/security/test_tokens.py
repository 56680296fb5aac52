"""Links in mails: signed for one purpose, for a time."""

from peerhub.base.security import tokens
from peerhub.base.settings import Settings

SITE = Settings(secret_key="s" * 40)
OTHER = Settings(secret_key="t" * 40)


def test_a_token_gives_back_what_was_signed_and_is_the_same_each_time() -> None:
    token = tokens.sign(SITE, "answer", [1, 2])
    assert tokens.read(SITE, "answer", token) == [1, 2]
    assert tokens.sign(SITE, "answer", [1, 2]) == token


def test_a_token_is_worth_nothing_for_another_purpose_site_or_when_changed() -> None:
    token = tokens.sign(SITE, "answer", [1, 2])
    assert tokens.read(SITE, "feed", token) is None
    assert tokens.read(OTHER, "answer", token) is None
    assert tokens.read(SITE, "answer", token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert tokens.read(SITE, "answer", "") is None
