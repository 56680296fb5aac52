"""The demonstration's data is whole: every name in it exists, and times run forward."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest

from peerhub.demo.accounts import FIRST_WORDS
from peerhub.reference import seed
from tests.demo.content import (
    ACCOUNTS,
    COMMITMENTS,
    CONTENT,
    EXCHANGES,
    NEEDS,
    OFFERS,
    ROOMS,
    SESSIONS,
    THREADS,
    Row,
)

COUNTRIES = {row["code"]: row for row in seed.countries()}
LANGUAGES = {row["code"] for row in seed.languages()}
THEMES = {row["code"] for row in seed.themes()}
ACTIVITIES = {row["code"] for row in seed.roadmap_activities()}
INSTRUMENTS = {row["code"] for row in seed.instruments()}
OUTCOMES = {row["code"] for row in seed.read_yaml("instruments.yaml")["outcomes"]}
TOOLKIT = {row["code"] for row in seed.toolkit_items()}
OBSTACLES = {code for code in TOOLKIT if code.startswith("obstacles.")}
BENEFICIARIES = {
    *("CR", "ET", "GA", "GE", "JM", "MX", "NA", "PS", "PA", "SS"),
    *("UG", "ZW", "BZ", "TD", "CI", "DJ", "DO", "JO", "NG", "RW"),
}
TRUE_PAIRS = {("SS", "TZ"), ("SS", "KE"), ("SS", "UG"), ("UG", "ZA"), ("PA", "CL"), ("PA", "CO")}


def keys(rows: list[Row]) -> set[str]:
    found = [row["key"] for row in rows]
    assert len(set(found)) == len(found), "a key is there twice"
    return set(found)


def moment(row: Row, now: datetime) -> datetime:
    """When a message was written, seen from `now`."""
    if "minutes_ago" in row:
        return now - timedelta(minutes=row["minutes_ago"])
    assert row["days_ago"] >= 1
    return datetime.combine((now - timedelta(days=row["days_ago"])).date(), time.fromisoformat(row["at"]), UTC)


def test_accounts_are_offices_that_exist() -> None:
    assert len(ACCOUNTS) == len(CONTENT["accounts"]["accounts"])
    for name, account in ACCOUNTS.items():
        assert re.fullmatch(r"[a-z]+(\.[a-z]+)?", name)
        assert account["office"]
        assert set(account["languages"]) | {account["language"]} <= LANGUAGES
        assert set(account["roles"]) <= {"secretariat", "administrator", "focal_point"}
        assert set(account["facilitates"]) <= THEMES
        if account["country"] is not None:
            assert account["zone"] in COUNTRIES[account["country"]]["zones"]
            assert name.endswith("." + account["country"].lower())
        else:
            assert "focal_point" not in account["roles"]


def test_what_accounts_are_for_is_translated() -> None:
    assert [row["first"] for row in ACCOUNTS.values() if "first" in row] == list(FIRST_WORDS)


def test_every_beneficiary_has_a_focal_point_and_every_theme_a_facilitator() -> None:
    assert {account["country"] for account in ACCOUNTS.values() if "focal_point" in account["roles"]} >= BENEFICIARIES
    assert {theme for account in ACCOUNTS.values() for theme in account["facilitates"]} == THEMES
    assert {account["language"] for account in ACCOUNTS.values()} == {"en", "fr", "es", "ar"}


def test_each_theme_has_a_room_with_threads() -> None:
    assert [room["theme"] for room in ROOMS] == [row["code"] for row in seed.themes()]
    for room in ROOMS:
        assert room["purpose"]
        assert room["ground_rules"]
        assert set(room["words"]) == {"fr", "es", "ar"}
        assert {len(said["ground_rules"]) for said in room["words"].values()} == {len(room["ground_rules"])}
        assert 4 <= len(room["threads"]) <= 6
        assert {thread["kind"] for thread in room["threads"]} >= {
            "announcement",
            "question",
            "discussion",
            "experience",
        }


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: str(thread["key"]))
def test_threads(thread: Row) -> None:
    assert thread["kind"] in ("question", "discussion", "experience", "announcement")
    assert thread["language"] in LANGUAGES
    assert thread.get("activity", "1.1") in ACTIVITIES
    if thread["kind"] == "experience":
        assert re.match(r"\*\*Conte(xt|xte|xto)\.\*\* .+(\n\n\*\*.+\.\*\* .+){2}\n", thread["messages"][0]["body"])
    messages = thread["messages"]
    assert 2 <= len(messages) <= 8
    assert sum(message.get("accepted", False) for message in messages) <= (thread["kind"] == "question")
    assert not messages[0].get("accepted")
    for account, number in thread.get("read", {}).items():
        assert account in ACCOUNTS
        assert 0 <= number < len(messages)
    for message in messages:
        check_message(message)


def check_message(message: Row) -> None:
    assert message["by"] in ACCOUNTS
    assert 0 < len(message["body"]) <= 10_000
    assert message.get("language", "en") in LANGUAGES
    for kind, accounts in message.get("reactions", {}).items():
        assert kind in ("useful", "thanks", "same_question", "agree")
        assert set(accounts) <= set(ACCOUNTS) - {message["by"]}
        assert len(set(accounts)) == len(accounts)


@pytest.mark.parametrize(
    "now", [datetime(2026, 3, 2, 0, 0, tzinfo=UTC), datetime(2026, 3, 2, 23, 59, tzinfo=UTC)], ids=str
)
def test_messages_run_forward_in_time_at_any_hour(now: datetime) -> None:
    for thread in THREADS:
        times = [moment(message, now) for message in thread["messages"]]
        assert times == sorted(set(times)), thread["key"]
        assert times[-1] < now


def test_keys_are_unique() -> None:
    for rows in (THREADS, SESSIONS, NEEDS, OFFERS, EXCHANGES, COMMITMENTS):
        assert keys(rows)


def test_rooms_speak_several_languages() -> None:
    spoken = {message.get("language", thread["language"]) for thread in THREADS for message in thread["messages"]}
    assert spoken >= {"en", "fr", "es", "ar", "ko", "sw"}


@pytest.mark.parametrize("row", [*NEEDS, *OFFERS, *EXCHANGES], ids=lambda row: str(row["key"]))
def test_needs_offers_and_exchanges_point_to_reference_data(row: Row) -> None:
    assert row["theme"] in THEMES
    assert row["theme_origin"] in ("source", "closest")
    assert row["activities"]
    assert set(row["activities"]) <= ACTIVITIES
    assert isinstance(row["example"], bool)


@pytest.mark.parametrize("row", [*NEEDS, *OFFERS], ids=lambda row: str(row["key"]))
def test_needs_and_offers(row: Row) -> None:
    assert row["country"] == ACCOUNTS[row["by"]]["country"]
    assert set(row["languages"]) <= set(ACCOUNTS[row["by"]]["languages"])
    assert row["state"] in ("open", "met")
    assert 0 <= row["hour_from"] < row["hour_to"] <= 24
    assert row["example"] == (row["source"] is None)
    assert row["example"] or row["source"].startswith("http")
    assert row.get("outcome", "new_knowledge") in OUTCOMES
    assert row.get("capacity", 1) >= 1


def test_true_exchanges_are_the_six_pairs_with_their_sources() -> None:
    true = [row for row in EXCHANGES if not row["example"]]
    assert {(row["seeker"]["country"], row["provider"]["country"]) for row in true} == TRUE_PAIRS
    assert len(true) == 6
    assert all(row["phase"] == "closed" and row["sources"] for row in true)
    assert all(row["started_on"] or row["year"] for row in true)
    assert all(not row["sources"] for row in EXCHANGES if row["example"])


@pytest.mark.parametrize("row", EXCHANGES, ids=lambda row: str(row["key"]))
def test_exchanges(row: Row) -> None:
    for side in ("seeker", "provider"):
        assert row[side]["team"]
        assert {ACCOUNTS[account]["country"] for account in row[side]["team"]} == {row[side]["country"]}
    assert ACCOUNTS[row["facilitator"]]["facilitates"]
    need = next(need for need in NEEDS if need["key"] == row["need"])
    offer = next(offer for offer in OFFERS if offer["key"] == row["offer"])
    assert (need["country"], offer["country"]) == (row["seeker"]["country"], row["provider"]["country"])
    assert need["example"] == offer["example"] == row["example"]
    assert row["phase"] in ("prepare", "exchange", "follow_up", "closed")
    assert set(row.get("done", [])) <= TOOLKIT - OBSTACLES
    assert set(row.get("outcomes", [])) <= OUTCOMES
    assert {risk["obstacle"] for risk in row.get("risks", [])} <= OBSTACLES


@pytest.mark.parametrize("row", SESSIONS, ids=lambda row: str(row["key"]))
def test_sessions(row: Row) -> None:
    assert row["kind"] in {kind["code"] for kind in seed.read_yaml("assistance_stages.yaml")["peer_learning"]}
    assert row["instrument"] in INSTRUMENTS
    assert row["theme"] in THEMES
    assert row["outcome"] in OUTCOMES
    assert row["exchange"] is None or row["exchange"] in keys(EXCHANGES)
    assert set(row["languages"]) <= LANGUAGES
    assert any(row["zone"] in country["zones"] for country in COUNTRIES.values())
    assert row["start"]["working_days"] != 0
    assert re.fullmatch(r"[01]\d:[0-5]\d", row["start"]["at"])
    assert sum(item["minutes"] for item in row["agenda"]) == row["minutes"]
    assert {item["owner"] for item in row["agenda"]} <= {"facilitator", "provides", "seeks", "expert", "everyone"}
    assert {place["code"] for place in row["countries"]} <= set(COUNTRIES)
    assert {place["part"] for place in row["countries"]} <= {"seeks", "provides", "takes_part"}
    check_people(row)


def check_people(row: Row) -> None:
    invited = [invitation["account"] for invitation in row["invited"]]
    assert len(set(invited)) == len(invited)
    assert set(row["facilitators"]) <= set(ACCOUNTS)
    assert {invitation["response"] for invitation in row["invited"]} <= {
        "accepted",
        "tentative",
        "declined",
        "needs_action",
    }
    wanted = {place["code"] for place in row["countries"]} | {None}
    guests = {account for account in invited if not account.startswith("expert.")}
    assert {ACCOUNTS[account]["country"] for account in guests} <= wanted
    past = row["start"]["working_days"] < 0
    assert past == ("attended" in row) == ("notes" in row)
    assert set(row.get("attended", [])) <= {*invited, *row["facilitators"]}
    assert past or "survey" not in row


def test_surveys_keep_receipts_and_answers_apart() -> None:
    surveys = {row["key"]: row["survey"] for row in SESSIONS if "survey" in row}
    assert {key: len(survey["answers"]) for key, survey in surveys.items()} == {
        "streaming-figures": 7,
        "identifiers-3": 3,
    }
    attended = {row["key"]: set(row["attended"]) for row in SESSIONS if "survey" in row}
    for key, survey in surveys.items():
        assert survey["receipts"] == sorted(set(survey["receipts"])), (
            "receipts are in alphabetical order: no trace of time"
        )
        assert set(survey["receipts"]) <= attended[key]
        assert len(survey["receipts"]) == len(survey["answers"])
        for answer in survey["answers"]:
            check_answer(answer)


def check_answer(answer: Row) -> None:
    assert list(answer) == [*(f"Q{n}" for n in range(1, 8)), *(f"R{n}" for n in range(1, 5)), "quotable"]
    assert all(answer[f"Q{n}"] in (None, 1, 2, 3, 4, 5) for n in range(1, 8))
    assert set(answer["R4"]) <= OBSTACLES


def test_commitments_come_from_something() -> None:
    subjects = {
        "session": keys(SESSIONS),
        "survey": {row["key"] for row in SESSIONS if "survey" in row},
        "exchange": keys(EXCHANGES),
    }
    for row in COMMITMENTS:
        assert row["by"] in ACCOUNTS
        ((kind, key),) = row["from"].items()
        assert key in subjects[kind]
        assert row["state"] in ("open", "kept", "partly", "not_yet")
        assert (row["state"] in ("partly", "not_yet")) == ("obstacle" in row)
        assert row.get("obstacle", "obstacles.language") in OBSTACLES


def test_the_main_account_has_a_full_first_page() -> None:
    mine = "statistics.jm"
    ahead = [row for row in SESSIONS if row["start"]["working_days"] > 0 and "cancelled" not in row]
    answers = {row["response"] for session in ahead for row in session["invited"] if row["account"] == mine}
    assert {"accepted", "needs_action"} <= answers
    owed = [
        row for row in SESSIONS if "survey" in row and mine in row["attended"] and mine not in row["survey"]["receipts"]
    ]
    assert [row["key"] for row in owed] == ["identifiers-3"]
    assert sum(mine in thread.get("read", {}) for thread in THREADS) >= 3
    assert any(mine in row["seeker"]["team"] and row["phase"] == "exchange" for row in EXCHANGES)
    assert any(row["by"] == mine and row["state"] == "open" for row in COMMITMENTS)
