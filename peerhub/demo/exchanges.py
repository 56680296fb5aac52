"""Needs, offers and exchanges of the demonstration.

The six true pairs met before there was this site: they are kept as documented exchanges of the past. The running ones
go the whole way, from an invitation over its acceptance to the work.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from peerhub.demo.play import HOUR, Row, Scenario, read
from peerhub.exchanges.actions import planning, teams, work
from peerhub.exchanges.models import CLOSED, EXCHANGE, GUIDE, PROVIDER, SEEKER, Exchange, ExchangeProvider
from peerhub.exchanges.rules import checklist_of
from peerhub.matching.actions import proposals, statements
from peerhub.matching.actions.statements import NeedText, OfferText
from peerhub.matching.models import MET, Need, Offer
from peerhub.people.models import Person

THOUGHT_OVER = timedelta(days=3)
PREPARED = timedelta(days=8)


def plan(play: Scenario) -> None:
    """Put all needs, offers and exchanges on the play's bill."""
    content = read("exchanges")
    for row in content["needs"]:
        play.at(play.moment(row), _state_need, row)
    for row in content["offers"]:
        play.at(play.moment(row), _make_offer, row)
    for row in content["exchanges"]:
        if row["phase"] == CLOSED:
            play.at(play.now, _keep_past, row)
        else:
            _plan_running(play, row)


def _state_need(play: Scenario, row: Row) -> None:
    by = play.people[row["by"]]
    need = statements.add_need(
        play.db,
        by,
        NeedText(
            theme_code=row["theme"],
            activities=row["activities"],
            languages=row["languages"],
            zone=by.zone,
            hour_from=row["hour_from"],
            hour_to=row["hour_to"],
            challenge=row["challenge"],
            outcome_code=row["outcome"],
        ),
    )
    _tell_origin(play, "need", row, need)
    if row["state"] == MET and not row["example"]:
        statements.set_need_state(play.db, by, need.id, MET)


def _make_offer(play: Scenario, row: Row) -> None:
    by = play.people[row["by"]]
    offer = statements.add_offer(
        play.db,
        by,
        OfferText(
            theme_code=row["theme"],
            activities=row["activities"],
            languages=row["languages"],
            zone=by.zone,
            hour_from=row["hour_from"],
            hour_to=row["hour_to"],
            done=row["done"],
            result=row["result"],
            year=row["year"],
            link=row["source"] or "",
            lesson=row["lesson"] or "",
            capacity=row["capacity"],
        ),
    )
    _tell_origin(play, "offer", row, offer)


def _tell_origin(play: Scenario, kind: str, row: Row, stated: Need | Offer) -> None:
    """No form asks where a statement is documented, or whether it was made up: only the demonstration says so."""
    stated.example, stated.source = row["example"], row["source"] or ""
    play.ids[kind, row["key"]] = stated.id
    play.db.flush()


def _keep_past(play: Scenario, row: Row) -> None:
    """A documented exchange of the past, with its teams and without a room."""
    began, ended = (date.fromisoformat(row[name]) if row[name] else None for name in ("started_on", "closed_on"))
    at = datetime.combine(ended or date(row["year"], 12, 31), time(12), UTC)
    exchange = Exchange(
        seeker_code=row["seeker"]["country"],
        theme_code=row["theme"],
        need_id=play.id("need", row["need"]),
        subject=row["subject"] if ended else f"{row['subject']} ({row['year']})",
        phase=CLOSED,
        phase_changed_at=at,
        started_on=began,
        closed_on=ended,
        source="\n".join(row["sources"]),
        created_at=at,
    )
    play.db.add(exchange)
    play.db.flush()
    play.db.add(ExchangeProvider(exchange_id=exchange.id, country_code=row["provider"]["country"]))
    play.ids["exchange", row["key"]] = exchange.id
    for side, names in (
        (SEEKER, row["seeker"]["team"]),
        (PROVIDER, row["provider"]["team"]),
        (GUIDE, [row["facilitator"]]),
    ):
        for name in names:
            teams.put_in_team(play.db, _seeker(play, row), exchange, play.people[name], side)


def _plan_running(play: Scenario, row: Row) -> None:
    began = play.moment(row["started_on"])
    play.at(began - THOUGHT_OVER, _invite, row)
    play.at(began, _accept, row)
    play.at(began + HOUR, _set_up, row)
    play.at(began + THOUGHT_OVER, _tick, row)
    if row["phase"] == EXCHANGE:
        play.at(began + PREPARED, _begin, row)


def _seeker(play: Scenario, row: Row) -> Person:
    return play.people[row["seeker"]["team"][0]]


def _invite(play: Scenario, row: Row) -> None:
    need_and_offer = play.id("need", row["need"]), play.id("offer", row["offer"])
    proposal = proposals.propose(play.db, _seeker(play, row), *need_and_offer, row["subject"])
    play.ids["proposal", row["key"]] = proposal.id


def _accept(play: Scenario, row: Row) -> None:
    proposals.accept(play.db, play.people[row["provider"]["team"][0]], play.id("proposal", row["key"]))
    opened = select(Exchange.id).where(Exchange.need_id == play.id("need", row["need"]))
    play.ids["exchange", row["key"]] = play.db.scalars(opened).one()


def _set_up(play: Scenario, row: Row) -> None:
    """Teams, facilitator, subject and goal."""
    exchange = play.db.get_one(Exchange, play.id("exchange", row["key"]))
    for side in (SEEKER, PROVIDER):
        for name in row[side]["team"]:
            teams.put_in_team(play.db, _seeker(play, row), exchange, play.people[name], side)
    teams.add_facilitator(play.db, play.people["secretariat"], exchange.id, play.people[row["facilitator"]].id)
    work.write_goal(play.db, _seeker(play, row), exchange.id, row["subject"], row["goal"])


def _begin(play: Scenario, row: Row) -> None:
    work.move(play.db, _seeker(play, row), play.id("exchange", row["key"]), EXCHANGE)
    _tick(play, row)


def _tick(play: Scenario, row: Row) -> None:
    """Tick what is done of the present phase's list."""
    exchange = play.db.get_one(Exchange, play.id("exchange", row["key"]))
    for code in row["done"]:
        if code.partition(".")[0] == checklist_of(exchange.phase):
            work.tick_item(play.db, _seeker(play, row), exchange.id, code, True)


def plan_sessions(play: Scenario) -> None:
    """Note which sessions belong to an exchange, once both are there."""
    for row in read("sessions")["sessions"]:
        if row["exchange"]:
            play.at(play.now, _plan_session, row)


def _plan_session(play: Scenario, row: Row) -> None:
    leader = play.people[row["facilitators"][0]]
    planning.plan_session(play.db, leader, play.id("exchange", row["exchange"]), play.id("session", row["key"]))
