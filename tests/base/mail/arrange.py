"""What several tests of mails look for."""

from tests.support.smtp import KeptMails

KIND = "test/plain"


def subjects(server: KeptMails) -> list[str]:
    """What arrived, in order."""
    return [str(mail["Subject"]) for mail in server.mails]
