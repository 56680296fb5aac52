"""The same people in every test, each for a reason, named by role."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy import select

from peerhub.accounts.models import SignIn
from peerhub.base.database.engine import Db
from peerhub.base.security.tokens import hashed
from peerhub.people.actions import people, roles
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT, Person

PASSWORD = "a long enough password"
# argon2id of PASSWORD, made once: hashing for each of the cast would slow every run.
PASSWORD_HASH = "$argon2id$v=19$m=19456,t=2,p=1$vv95i8JCmxyTCj5drSQ6Bg$kIiDluUKKSbpT4yvubVQOl1mMxBzV7KBKBoqvsQmlIU"


@dataclass(frozen=True)
class Cast:
    """Who is who."""

    seeker: Person  # official of Jamaica: seeks, reads, attends
    teammate: Person  # another office of Jamaica: sees what the team sees
    provider: Person  # official of Chile: shares what was done
    facilitator: Person  # brings countries together; facilitates the rooms of the themes
    outsider: Person  # official of Mongolia: has an account, belongs to none of it
    secretariat: Person  # runs the programme
    administrator: Person  # runs the site
    focal_point: Person  # says who sits for Jamaica
    provider_focal_point: Person  # says who sits for Chile
    arabic_reader: Person  # reads Arabic, in Amman
    closed_account: Person  # has left

    @classmethod
    def find(cls, db: Db) -> "Cast":
        """The cast in this database."""
        roles = [field.name for field in fields(cls)]
        found = select(Person).where(Person.email.in_([email_of(role) for role in roles]))
        people = {person.email: person for person in db.scalars(found)}
        return cls(**{role: people[email_of(role)] for role in roles})


SEATS = {
    "seeker": ("Statistics office, Jamaica", "JM", "Statistics office", "en", "America/Jamaica"),
    "teammate": ("Copyright office, Jamaica", "JM", "Copyright office", "en", "America/Jamaica"),
    "provider": ("Ministry of cultures, Chile", "CL", "Ministry of cultures", "en", "America/Santiago"),
    "facilitator": ("Facilitation desk", None, "Facilitation desk", "en", "Europe/Paris"),
    "outsider": ("Ministry of culture, Mongolia", "MN", "Ministry of culture", "en", "Asia/Ulaanbaatar"),
    "secretariat": ("Secretariat", None, "Secretariat", "en", "Europe/Paris"),
    "administrator": ("Administration", None, "Administration", "en", "UTC"),
    "focal_point": ("Focal point, Jamaica", "JM", "Ministry of culture", "en", "America/Jamaica"),
    "provider_focal_point": ("Focal point, Chile", "CL", "International unit", "en", "America/Santiago"),
    "arabic_reader": ("Ministry of culture, Jordan", "JO", "Ministry of culture", "ar", "Asia/Amman"),
    "closed_account": ("Former office, Jamaica", "JM", "Former office", "en", "America/Jamaica"),
}


def email_of(role: str) -> str:
    """The address of one of the cast."""
    return f"{role.replace('_', '.')}@cast.example"


def seat_the_cast(db: Db) -> None:
    """Open the accounts, in the order of SEATS, so that their ids are the same everywhere."""
    made = {role: _open(db, role, *seat) for role, seat in SEATS.items()}
    roles.add(db, made["secretariat"].id, SECRETARIAT)
    roles.add(db, made["administrator"].id, ADMINISTRATOR)
    roles.add(db, made["focal_point"].id, FOCAL_POINT, "JM")
    roles.add(db, made["provider_focal_point"].id, FOCAL_POINT, "CL")
    for person in made.values():
        person.last_seen_at = person.created_at  # so that no page of a test has to write that it was opened
        db.add(sign_in_of(person, kept_token(person)))
    made["closed_account"].closed_at = made["closed_account"].created_at


def kept_token(person: Person) -> str:
    """The token of the sign-in that each of the cast begins with, for cookies made by hand."""
    return f"the first sign-in of {person.id}"


def sign_in_of(person: Person, token: str) -> SignIn:
    """A sign-in with a known token."""
    now = person.created_at
    return SignIn(person_id=person.id, token_hash=hashed(token), browser="", created_at=now, last_seen_at=now)


def _open(db: Db, role: str, name: str, country: str | None, office: str, language: str, zone: str) -> Person:
    languages = sorted({"en", language} | ({"es"} if country == "CL" else set()))
    new = people.NewPerson(
        email=email_of(role),
        name=name,
        country_code=country,
        office=office,
        language=language,
        working_languages=languages,
        zone=zone,
        password_hash=PASSWORD_HASH,
    )
    return people.create(db, new)


NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
