"""Reads about accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select

from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.i18n.countries import by_name
from peerhub.base.security import audit, tokens
from peerhub.base.web.paging import cut
from peerhub.people import access
from peerhub.people.models import AccountInvitation, Person, Role, Seat, SignIn, SignInLink
from peerhub.people.rules import hashed
from peerhub.reference import queries as reference
from peerhub.reference.models import Country, CountryDay

LINK, INVITATION = "sign-in link", "invitation to join"
PAGE = 50
_PERSON = select(Person).where(Person.id == bindparam("person"))


_SIGNED_IN = select(SignIn, Person).join(Person, Person.id == SignIn.person_id)
_SIGNED_IN = _SIGNED_IN.where(SignIn.token_hash == bindparam("token_hash"), Person.closed_at.is_(None))


def signed_in(db: Db, token: str) -> tuple[SignIn, Person] | None:
    """The sign-in of a cookie and its open account, None when it has ended. One statement, for every page asks it."""
    found = db.execute(_SIGNED_IN, {"token_hash": hashed(token)}).one_or_none()
    return (found[0], found[1]) if found else None


def sign_ins(db: Db, viewer: Person) -> list[SignIn]:
    """Where the viewer is signed in, the device that was used last first."""
    own = select(SignIn).where(SignIn.person_id == viewer.id)
    return list(db.scalars(own.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())))


def account(db: Db, person_id: int) -> Person | None:
    """The account with that id, whatever its state. Each request asks for one, so the statement is written once."""
    return db.scalar(_PERSON, {"person": person_id})


def person_by_email(db: Db, email: str) -> Person | None:
    """The account with that address, whatever its state; addresses do not tell capitals from small letters."""
    return db.scalar(select(Person).where(Person.email == email.strip().casefold()))


def sign_in_link(db: Db, token: str) -> SignInLink | None:
    """The link of a token that would sign somebody in now; looking changes nothing, since mail scanners look too. A link
    ends with the sign-ins it was asked for: signing out everywhere makes it worthless."""
    link = db.get(SignInLink, _read_link(db, token)[0])
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        return None
    return link if link.person.closed_at is None else None


def path_of_link(db: Db, token: str) -> str:
    """Where the link of a token leads, whether it still signs in or not; empty when it is not ours."""
    return _read_link(db, token)[1]


def _read_link(db: Db, token: str) -> tuple[int, str]:
    match tokens.read(settings_of(db), LINK, token):
        case [int(link_id), str(path)]:
            return link_id, path
        case [int(link_id), *_older]:
            return link_id, ""
    return 0, ""


def join_path(db: Db, viewer: Person | None, invitation: AccountInvitation) -> str:
    """Where the link of an invitation leads. Whoever has it may join: it goes into the mail, and on the console (None)."""
    return "/invitations-to-join/" + tokens.sign(settings_of(db), INVITATION, invitation.id)


def invitation_of_token(db: Db, token: str) -> AccountInvitation | None:
    """The invitation of a link, if it can still be taken up."""
    invitation = db.get(AccountInvitation, tokens.read(settings_of(db), INVITATION, token) or 0)
    if invitation is None or invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= clock.now():
        return None
    return invitation


def waiting_invitation(db: Db, viewer: Person | None, email: str) -> AccountInvitation | None:
    """The invitation of that address that can still be taken up. For the command line, where the viewer is None."""
    waiting = select(AccountInvitation).where(
        AccountInvitation.email == email.strip().casefold(),
        AccountInvitation.accepted_at.is_(None),
        AccountInvitation.withdrawn_at.is_(None),
        AccountInvitation.expires_at > clock.now(),
    )
    return db.scalar(waiting.order_by(AccountInvitation.id.desc()).limit(1))


@dataclass(frozen=True)
class PersonPage:
    """An account as another member sees it; roles only where the viewer may change them."""

    person: Person
    roles: list[Role]
    may_close: bool
    may_give: bool


def person_page(db: Db, viewer: Person, person_id: int) -> PersonPage:
    """The page of a member. Raises NotFound."""
    person = access.person_for(db, viewer, person_id)
    may_give = access.is_secretariat(db, viewer)
    roles = access.roles_of(db, person) if may_give else []
    return PersonPage(person, roles, access.may_close(db, viewer, person), may_give and person.closed_at is None)


@dataclass(frozen=True)
class SeatLine:
    """A seat, who holds it, and which of them the viewer may close."""

    seat: Seat
    holders: list[Person]
    closable: frozenset[int]


@dataclass(frozen=True)
class TeamPage:
    """A country's team, who of it are focal points, and whether the viewer looks after it."""

    seats: list[SeatLine]
    focal_points: frozenset[int]
    looks_after: bool


def team_page(db: Db, viewer: Person, country_code: str) -> TeamPage:
    """The seats of a team with their holders; those without a holder too, since somebody may be seated there."""
    seats = list(db.scalars(select(Seat).where(Seat.country_code == country_code).order_by(Seat.office)))
    holders = _holders(db, [seat.id for seat in seats])
    _read_roles(db, [*holders, viewer])
    lines = [_seat_line(db, viewer, seat, [each for each in holders if each.seat_id == seat.id]) for seat in seats]
    points = frozenset(person.id for person in holders if access.is_focal_point(db, person, country_code))
    return TeamPage(lines, points, access.looks_after(db, viewer, country_code))


def seat_page(db: Db, viewer: Person, seat_id: int) -> tuple[Seat, list[Person]]:
    """A seat, and those who could sit there: the others of the team, those who share the seat already, and for the
    secretariat also those who sit nowhere."""
    seat = access.seat_for(db, viewer, seat_id)
    others = access.team(db, seat.country_code) if seat.country_code else []
    if access.is_secretariat(db, viewer):
        nowhere = select(Person).where(Person.seat_id.is_(None), Person.closed_at.is_(None)).order_by(Person.name)
        others = [*others, *db.scalars(nowhere)]
    shared = sum(person.seat_id == seat.id for person in others) > 1
    return seat, [person for person in others if shared or person.seat_id != seat.id]


def open_invitations(db: Db, viewer: Person) -> list[AccountInvitation]:
    """Invitations that nobody took up or withdrew, newest first: the secretariat sees all, a focal point those to the team.

    Raises NotAllowed for those who look after no team.
    """
    waiting = select(AccountInvitation).where(AccountInvitation.accepted_at.is_(None))
    waiting = waiting.where(AccountInvitation.withdrawn_at.is_(None)).order_by(AccountInvitation.id.desc())
    if access.is_secretariat(db, viewer):
        return list(db.scalars(waiting))
    codes = access.must_look_after_some(db, viewer)
    return list(db.scalars(waiting.join(AccountInvitation.seat).where(Seat.country_code.in_(codes))))


def countries_to_invite(db: Db, viewer: Person) -> list[Country]:
    """The countries whose teams the viewer may invite to, by name. Raises NotAllowed for those who look after no team."""
    countries = select(Country)
    if not access.is_secretariat(db, viewer):
        countries = countries.where(Country.code.in_(access.must_look_after_some(db, viewer)))
    return by_name(db.scalars(countries))


def offices(db: Db, viewer: Person, country_code: str | None) -> list[str]:
    """The offices of a team, to be chosen again when somebody new sits there."""
    access.must_look_after(db, viewer, country_code)
    return list(db.scalars(select(Seat.office).where(Seat.country_code == country_code).order_by(Seat.office)))


def _holders(db: Db, seat_ids: list[int]) -> list[Person]:
    held = select(Person).where(Person.seat_id.in_(seat_ids), Person.closed_at.is_(None))
    return list(db.scalars(held.order_by(Person.name, Person.id)))


def _read_roles(db: Db, people: Sequence[Person]) -> None:
    """Read the roles of many people at once, where `access.roles_of` would ask for each."""
    cache: dict[int, list[Role]] = db.info.setdefault("roles", {})
    cache |= {person.id: [] for person in people}
    for role in db.scalars(select(Role).where(Role.person_id.in_([each.id for each in people])).order_by(Role.id)):
        cache[role.person_id].append(role)


def _seat_line(db: Db, viewer: Person, seat: Seat, holders: list[Person]) -> SeatLine:
    closable = frozenset(person.id for person in holders if access.may_close(db, viewer, person))
    return SeatLine(seat, holders, closable)


@dataclass(frozen=True)
class PeoplePage:
    """Some accounts with their roles, newest first; `older` is the position to ask for next, None at the end."""

    people: list[tuple[Person, list[Role]]]
    older: int | None


def people_page(
    db: Db, viewer: Person, country_code: str = "", words: str = "", before: int | None = None
) -> PeoplePage:
    """All accounts, for the secretariat; narrowed to a country, and to names and addresses that hold `words`."""
    access.must_be_secretariat(db, viewer)
    wanted = select(Person).order_by(Person.id.desc()).limit(PAGE + 1)
    if country_code:
        wanted = wanted.join(Person.seat).where(Seat.country_code == country_code)
    if words:
        wanted = wanted.where(
            or_(Person.name.icontains(words, autoescape=True), Person.email.icontains(words, autoescape=True))
        )
    if before is not None:
        wanted = wanted.where(Person.id < before)
    found = list(db.scalars(wanted))
    _read_roles(db, found)
    people, older = cut(found, PAGE)
    return PeoplePage([(person, access.roles_of(db, person)) for person in people], older)


@dataclass(frozen=True)
class HolidayLine:
    """A day of a country's calendar. `put_right`: what the secretariat said about it, None where the packaged calendar holds."""

    day: date
    name: str
    put_right: CountryDay | None


@dataclass(frozen=True)
class HolidaysPage:
    """A country's public holidays from today to the end of next year, and days struck from the packaged calendar."""

    country: Country
    lines: list[HolidayLine]
    may_change: bool


def holidays_page(db: Db, viewer: Person, code: str) -> HolidaysPage:
    """The public holidays of a country; all members may know them. Raises NotFound."""
    country = reference.country(db, code)
    first = clock.now().date()
    last = date(first.year + 1, 12, 31)
    right = {each.day: each for each in reference.country_days(db, country) if first <= each.day <= last}
    names = reference.days_off(db, [country], first, last)[code] | {day: each.name for day, each in right.items()}
    lines = [HolidayLine(day, names[day], right.get(day)) for day in sorted(names)]
    return HolidaysPage(country, lines, access.is_secretariat(db, viewer))


@dataclass(frozen=True)
class AuditPage:
    """Some lines of the log, newest first; `older` is the position to ask for next."""

    entries: list[audit.AuditEntry]
    older: int | None


def audit_page(db: Db, viewer: Person, before: int | None = None) -> AuditPage:
    """What was done to people and rights, for the secretariat."""
    access.must_be_secretariat(db, viewer)
    found = audit.latest(db, PAGE + 1, before=before)
    return AuditPage(*cut(found, PAGE))


def zones(db: Db, viewer: Person | None) -> tuple[list[str], list[str]]:
    """Time zones to choose from, those of the countries and UTC; and which come first: the viewer's own and their country's."""
    country = viewer.country if viewer else None
    near = [*(country.zones if country else []), *([viewer.zone] if viewer else [])]
    return sorted({zone for names in db.scalars(select(Country.zones)) for zone in names} | {"UTC"}), near


def country_of_code(db: Db, viewer: Person | None, code: str) -> Country | None:
    """The country with these two letters; all may know of all."""
    return db.get(Country, code)
