"""What counts as an email address."""

import pytest

from peerhub.accounts.rules import is_email_address


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
    assert is_email_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "a@", "@b.example", "no address", "a@b", "a@localhost", "a@mail.local", "a@b..example", "a@b.example.", "a@-b.example",
        "a@under_score.example", "a@10.0.0.7", "a@[10.0.0.7]", ".a@b.example", "a..b@c.example", "a@b@c.example", "a b@c.example",
        '"a b"@c.example', "Ana <a@b.example>", "a@b.example,c@d.example", "a@b.example\r\nBcc: c@d.example", "a\u200bb@c.example",
        "a@exam\u202eple.org", "a@xn--\u00fc.example", f"{'a' * 65}@b.example", f"a@{'b' * 64}.example", f"a@{'b.' * 130}example",
        "a@b\uff0eexample", "a@b.c\u3002example", "a@b.c\uff61example",
    ],
)  # fmt: skip
def test_no_mail_address(text: str) -> None:
    assert not is_email_address(text)


def test_long_text_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("peerhub.accounts.rules.validate_email")
    assert not is_email_address("a" + "\u0315\u0301" * 500_000 + "@b.example")
    with pytest.raises(NameError):
        is_email_address("ana.reyes@ministry.example")
