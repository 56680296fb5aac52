"""The demonstration's accounts: offices, all with one password."""

from datetime import timedelta

from peerhub.base import clock
from peerhub.base.i18n.marks import N_
from peerhub.base.security.passwords import hash_password
from peerhub.demo.play import Row, Scenario, read
from peerhub.people.actions import people, roles
from peerhub.people.actions.people import NewPerson
from peerhub.people.models import FOCAL_POINT, Person

PASSWORD = "countries learn from each other"  # noqa: S105  (printed for whoever runs the demonstration)
OPENED = timedelta(days=100)
# Why an account is worth trying first, as the data says it; a sentence changed there and not here fails a test.
FIRST_WORDS = (
    N_("Runs the programme: sees every country and session, invites people, gives roles."),
    N_("Schedules sessions and looks after two theme rooms."),
    N_("Schedules sessions, looks after two theme rooms and one exchange."),
    N_("A full home page: sessions, a survey to answer, an exchange, a commitment."),
    N_("Manages Jamaica’s team and adds its needs."),
    N_("The site in French."),
    N_("The site in Arabic, from right to left."),
    N_("Uganda learns in one exchange and shares in another. Here it shares."),
    N_("Shares knowledge with Jamaica in the example exchange."),
)


def rows() -> list[Row]:
    """The accounts as the data lists them."""
    return read("accounts")["accounts"]


def name_of(row: Row) -> str:
    """What the other files call the account: the part of its address before the @."""
    return str(row["email"]).partition("@")[0]


def role_of(row: Row) -> str:
    """What the account is, in one word."""
    if row["roles"]:
        return str(row["roles"][0])
    if row["facilitates"]:
        return "facilitator"
    return "expert" if name_of(row).startswith("expert.") else "official"


def shown(row: Row) -> dict[str, str | None]:
    """An account for whoever runs the demonstration, with its password; `first` says why to try it first."""
    return {
        "email": row["email"],
        "password": PASSWORD,
        "role": role_of(row),
        "country": row["country"],
        "office": row["office"],
        "first": row.get("first"),
    }


def open_accounts(play: Scenario) -> None:
    """Open all accounts, before anything else happens."""
    password_hash = hash_password(PASSWORD)
    with clock.fixed_at(play.now - OPENED):
        for row in rows():
            play.people[name_of(row)] = _open(play, row, password_hash)


def _open(play: Scenario, row: Row, password_hash: str) -> Person:
    person = people.create(
        play.db,
        NewPerson(
            email=row["email"],
            name=row["office"],
            country_code=row["country"],
            office=row["office"],
            language=row["language"],
            working_languages=row["languages"],
            zone=row["zone"],
            password_hash=password_hash,
        ),
    )
    for role in row["roles"]:
        roles.add(play.db, person.id, role, row["country"] if role == FOCAL_POINT else None)
    return person
