"""How much is kept of what lies in a mailbox."""

import pytest

from peerhub.base.database.engine import Database
from peerhub.base.mail.mailbox import Found
from peerhub.incoming import rules
from peerhub.incoming.actions import mailbox, store
from tests.incoming.arrange import REPLIES, address, letter, mails, receives


def test_what_names_no_address_of_the_site_is_kept_up_to_a_smaller_size(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGEST_UNKNOWN", 2000)
    receives(monkeypatch, database)
    body, ours = "y" * 3000, address(database, rules.SESSION, 99)
    made_up = ours[: ours.index("+")] + "+s" + "x" * 32 + ours[ours.index("@") :]
    sent = ((REPLIES, "Yes"), (REPLIES, body), (f"Someone <{ours}>", body), (made_up, body))
    with database.transaction() as db:
        for uid, (to, text) in enumerate(sent):
            content = letter("x@y.example", text, To=to, Message_ID=f"<{uid}@mail.example>").as_bytes()
            mailbox._keep(db, Found(uid, len(content), content), f"box/1/{uid}")
        assert [(mail.reason, mail.content is None) for mail in mails(db)] == [
            ("", False),
            (rules.TOO_LARGE, True),
            ("", False),
            (rules.TOO_LARGE, True),
        ]
