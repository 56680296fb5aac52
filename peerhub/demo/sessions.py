"""Sessions of the demonstration: planned, invited to, answered, held or cancelled, and what came of them."""

from datetime import date, datetime, time, timedelta
from random import SystemRandom
from zoneinfo import ZoneInfo

from sqlalchemy import select

from peerhub.demo import site
from peerhub.demo.play import HOUR, MINUTE, Row, Scenario, read
from peerhub.people.models import Person
from peerhub.reference.models import Country
from peerhub.reference.queries import countries
from peerhub.sessions.actions import attendance, changes, drafts, invitations, minutes, rsvp
from peerhub.sessions.actions.plans import AgendaLine, Plan
from peerhub.surveys.actions import answering
from peerhub.surveys.models import Survey

AHEAD, AHEAD_IN_AN_EXCHANGE = timedelta(days=14), timedelta(days=7)
AT_LEAST_AGO = timedelta(days=6)
BETWEEN_REPLIES, BETWEEN_ANSWERS = timedelta(hours=4), timedelta(hours=9)
FEW = 3


def plan(play: Scenario) -> None:
    """Put all sessions on the play's bill."""
    for row in read("sessions")["sessions"]:
        starts_at = start_of(play, row)
        ahead = AHEAD_IN_AN_EXCHANGE if row["exchange"] else AHEAD
        at = min(starts_at - ahead, play.now - AT_LEAST_AGO)
        play.at(at, _schedule, row)
        _plan_replies(play, row, at, min(starts_at, play.now))
        if "cancelled" in row:
            play.at(play.moment(row["cancelled"]), _cancel, row)
        elif starts_at < play.now:
            _plan_after(play, row, starts_at)


def start_of(play: Scenario, row: Row) -> datetime:
    """When the session begins."""
    return _wall_start(play, row).replace(tzinfo=ZoneInfo(row["zone"]))


def end_of(play: Scenario, row: Row) -> datetime:
    """When it ends."""
    return start_of(play, row) + timedelta(minutes=row["minutes"])


def _wall_start(play: Scenario, row: Row) -> datetime:
    return datetime.combine(_day(play, row), time.fromisoformat(row["start"]["at"]))


def _day(play: Scenario, row: Row) -> date:
    """The day so many working days away, moved on while half of the invited countries or more have a day off."""
    days = row["start"]["working_days"]
    day, step = play.working_day(days), timedelta(days=1 if days > 0 else -1)
    codes = [country["code"] for country in row["countries"]]
    countries = list(play.db.scalars(select(Country).where(Country.code.in_(codes))))
    while 2 * sum(_is_off(play, country, day) for country in countries) >= max(1, len(countries)):
        day += step
    return day


def _is_off(play: Scenario, country: Country, day: date) -> bool:
    return day.weekday() in country.weekend or day in countries.days_off(play.db, [country], day, day)[country.code]


def _schedule(play: Scenario, row: Row) -> None:
    leader = _leader(play, row)
    draft = drafts.create(play.db, leader, _plan_of(play, row))
    play.ids["session", row["key"]] = draft.id
    invitations.send(play.db, leader, draft.id)


def _leader(play: Scenario, row: Row) -> Person:
    return play.people[row["facilitators"][0]]


def _plan_of(play: Scenario, row: Row) -> Plan:
    return Plan(
        title=row["title"],
        purpose=row["purpose"],
        outcome_code=row["outcome"],
        wall_start=_wall_start(play, row),
        zone=row["zone"],
        minutes=row["minutes"],
        kind=row["kind"],
        instrument_code=row["instrument"],
        theme_code=row["theme"],
        join_link=row["join_link"] or "",
        agenda=tuple(
            AgendaLine(line["minutes"], line["title"], _owner(play, row, line["owner"])) for line in row["agenda"]
        ),
        facilitators=frozenset(play.people[name].id for name in row["facilitators"]),
        countries={part["code"]: part["part"] for part in row["countries"]},
        people=frozenset(play.people[invitee["account"]].id for invitee in row["invited"]),
    )


def _owner(play: Scenario, row: Row, part: str) -> str:
    """Who leads a line of the agenda, in names that are the same in every language; empty where that would be a long list."""
    if part == "facilitator":
        return _leader(play, row).name
    codes = [part_row["code"] for part_row in row["countries"] if part_row["part"] == part]
    if not codes or len(codes) > FEW:
        return ""
    return ", ".join(play.db.scalars(select(Country.name).where(Country.code.in_(codes)).order_by(Country.name)))


def _plan_replies(play: Scenario, row: Row, invited_at: datetime, until: datetime) -> None:
    for number, invitee in enumerate(row["invited"], start=1):
        at = min(invited_at + number * BETWEEN_REPLIES, until - HOUR)
        if invitee["response"] != "needs_action":
            play.at(at, _reply, row, invitee)


def _reply(play: Scenario, row: Row, invitee: Row) -> None:
    session_id = play.id("session", row["key"])
    rsvp.respond(play.db, play.people[invitee["account"]], session_id, invitee["response"])


def _cancel(play: Scenario, row: Row) -> None:
    changes.cancel(play.db, _leader(play, row), play.id("session", row["key"]), row["cancelled"]["reason"])


def _plan_after(play: Scenario, row: Row, starts_at: datetime) -> None:
    ends_at = end_of(play, row)
    play.at(starts_at + 10 * MINUTE, _note_attendance, row)
    play.at(ends_at, site.tick)
    play.at(ends_at + HOUR, _publish_minutes, row)
    if "survey" in row:
        _plan_survey(play, row, ends_at)


def _note_attendance(play: Scenario, row: Row) -> None:
    came = [play.people[name].id for name in row["attended"]]
    attendance.record(play.db, _leader(play, row), play.id("session", row["key"]), came)


def _publish_minutes(play: Scenario, row: Row) -> None:
    session_id = play.id("session", row["key"])
    minutes.save(play.db, _leader(play, row), session_id, row["notes"], publish=True)


def _plan_survey(play: Scenario, row: Row, ends_at: datetime) -> None:
    """Who answered and what was answered come apart in the data; they are put together by chance, anew each time."""
    answers = list(row["survey"]["answers"])
    SystemRandom().shuffle(answers)
    for number, (name, answer) in enumerate(zip(row["survey"]["receipts"], answers, strict=True), start=1):
        play.at(ends_at + number * BETWEEN_ANSWERS, _answer, row, name, answer)


def answered_by(play: Scenario, row: Row) -> datetime:
    """When the last answer to the survey about a session has come in."""
    return end_of(play, row) + len(row["survey"]["receipts"]) * BETWEEN_ANSWERS


def _answer(play: Scenario, row: Row, name: str, answer: Row) -> None:
    result = answering.answer(play.db, play.people[name], survey_of(play, row["key"]), _raw(answer))
    if result != "stored":
        raise ValueError(f"The survey of {row['key']} took no answer from {name}: {result}.")


def survey_of(play: Scenario, key: str) -> int:
    """The survey about a session."""
    about = select(Survey.id).where(Survey.subject_kind == "session", Survey.subject_id == play.id("session", key))
    return play.db.scalars(about).one()


def _raw(answer: Row) -> dict[str, str | list[str]]:
    """The answers as a form sends them."""
    raw: dict[str, str | list[str]] = {
        key: str(value) for key, value in answer.items() if key not in {"R4", "quotable"} and value is not None
    }
    raw["R4"] = [code.removeprefix("obstacles.") for code in answer["R4"]]
    return raw | ({"quote": ["yes"]} if answer["quotable"] else {})
