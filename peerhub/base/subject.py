"""What something is about, for domains that only need to name it and lead to it."""

from typing import Final, NamedTuple


class Subject(NamedTuple):
    """What something is about, known only by these four; `NO_SUBJECT` where it is about nothing here."""

    kind: str
    id: int
    title: str
    path: str


NO_SUBJECT: Final = Subject("", 0, "", "")
