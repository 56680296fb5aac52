"""Who takes part in the story, by office, and what their countries offer."""

from dataclasses import dataclass

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.matching.actions import statements
from peerhub.matching.actions.statements import OfferText
from peerhub.people.actions import people
from peerhub.people.models import Person
from peerhub.rooms.actions import members
from peerhub.rooms.models.rooms import FACILITATOR as ROOM_FACILITATOR
from peerhub.rooms.models.rooms import Room
from tests.cast import PASSWORD_HASH
from tests.matching.arrange import OFFER

THEME = "discoverability_access"


@dataclass(frozen=True)
class Account:
    """Somebody with an account; the office is the name that others read."""

    email: str
    office: str
    country: str | None
    zone: str


FACILITATOR = Account("facilitation@story.example", "Facilitation desk", None, "Europe/Paris")
STATISTICS = Account("statistics.jm@story.example", "Statistics office, Jamaica", "JM", "America/Jamaica")
COPYRIGHT = Account("copyright.jm@story.example", "Copyright office, Jamaica", "JM", "America/Jamaica")
CULTURES = Account("cultures.cl@story.example", "Ministry of cultures, Chile", "CL", "America/Santiago")
AUDIOVISUAL = Account("audiovisual.cl@story.example", "Audiovisual council, Chile", "CL", "America/Santiago")
MUSIC = Account("music.cl@story.example", "Music council, Chile", "CL", "America/Santiago")
MINISTRY = Account("ministry.mn@story.example", "Ministry of culture, Mongolia", "MN", "Asia/Ulaanbaatar")
ARTS = Account("arts.mn@story.example", "Arts council, Mongolia", "MN", "Asia/Ulaanbaatar")
DAKAR = Account("arts.sn@story.example", "Directorate of arts, Senegal", "SN", "Africa/Dakar")

OFFICIALS = (STATISTICS, COPYRIGHT, CULTURES, AUDIOVISUAL, MUSIC, MINISTRY, ARTS)
COUNTRIES = {"JM": "seeks", "CL": "provides", "MN": "takes part"}

OFFERS = {
    CULTURES: OFFER,
    DAKAR: OFFER
    | {"activities": ["2.4"], "zone": "Africa/Dakar", "done": "A yearly list of what services show first."},
    ARTS: OFFER | {"zone": "Asia/Ulaanbaatar", "done": "A label for local films on services."},
}


def arrange(db: Db) -> None:
    """Open the accounts, let the facilitator look after the room of the theme, and write the offers down."""
    people = {account: _open(db, account) for account in (FACILITATOR, *OFFICIALS, DAKAR)}
    room = db.scalars(select(Room).where(Room.theme_code == THEME, Room.kind == "theme")).one()
    members.add(db, room.id, people[FACILITATOR].id, ROOM_FACILITATOR)
    for account, text in OFFERS.items():
        statements.add_offer(db, people[account], OfferText(**text))


def _open(db: Db, account: Account) -> Person:
    return people.create(
        db,
        people.NewPerson(
            email=account.email,
            name=account.office,
            country_code=account.country,
            office=account.office,
            zone=account.zone,
            password_hash=PASSWORD_HASH,
        ),
    )
