"""surveys: answers leave the database

Answers to anonymous surveys are kept in a file without a history from now on. Those in the database already have one: what
the page of results shows of them at this moment is published, and open surveys close with that. The page showed answers in
complete steps; what came after the last step stays withheld, for subtraction would tell what the last person said.

The rules are those of the version before, copied: later rules must not change what this update publishes. Where they are
stricter here, what is hidden follows from what was shown, so that the two together tell no more than the first.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from random import SystemRandom
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

THRESHOLD, STEP, SPREAD_FROM = 5, 3, 8
LOW, HIGH = 1, 5
ACCESS = ("language", "time", "connection")
OBSTACLES = (
    *("instability", "admin_instability", "complexity", "interests", "mistrust", "commitment", "language", "rapport"),
    *("weak_links", "low_response", "connectivity", "time_zones", "resources", "side_of_desk", "no_expert", "no_show"),
    "no_evaluation",
)
CHOICES = {"Q7a": ACCESS, "R4": OBSTACLES}
QUESTIONS = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q7a", "R1", "R2", "R2a", "R3", "R4")
OF_SIDE = {
    "seeker": {"Q1", "Q2", "Q7", "Q7a", "R1", "R3", "R4"},
    "provider": {"Q1", "Q7", "Q7a", "R2a", "R2", "R3", "R4"},
}
OF_OUTCOME = {
    "new_knowledge": {"Q3"},
    "enhanced_skills": {"Q4"},
    "improved_consensus": {"Q5"},
    "enhanced_connectivity": {"Q6"},
}
Answers = Sequence[Mapping[str, Any]]


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    _make_tables()
    _extend_surveys()
    connection.execute(
        sa.text(
            "INSERT INTO survey_respondents (survey_id, person_id, side) "
            "SELECT survey_id, person_id, side FROM survey_receipts ORDER BY survey_id, person_id"
        )
    )
    now = datetime.now(UTC)  # noqa: TID251  (a migration has no other clock)
    columns = map(sa.column, ("id", "outcome_code"))
    moments = (sa.column(name, sa.DateTime(timezone=True)) for name in ("opens_at", "closes_at", "closed_at"))
    surveys = sa.table("surveys", *columns, *moments)
    is_open = surveys.c.closed_at.is_(None) & (surveys.c.opens_at <= now) & (surveys.c.closes_at > now)
    found = connection.execute(sa.select(surveys.c.id, surveys.c.outcome_code, is_open).order_by(surveys.c.id)).all()
    for survey_id, outcome_code, still_open in found:
        _publish(connection, survey_id, outcome_code, still_open=bool(still_open))
    connection.execute(sa.update(surveys).where(surveys.c.closed_at.is_(None)).values(closed_at=now))
    op.drop_table("survey_answers")
    op.drop_table("survey_receipts")
    _forget_mails(connection)


def _make_tables() -> None:
    op.create_table(
        "survey_respondents", *_of_person("survey_respondents"), sa.Column("side", sa.String(8), nullable=False)
    )
    op.create_index(op.f("ix_survey_respondents_person_id"), "survey_respondents", ["person_id"])
    op.create_table(
        "survey_named_answers",
        *_of_person("survey_named_answers"),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "survey_publications",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey_publications")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_publications_survey_id_surveys")),
    )


def _of_person(table: str) -> list[Any]:
    return [
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f(f"fk_{table}_survey_id_surveys")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id_people")),
    ]


def _extend_surveys() -> None:
    op.add_column("surveys", sa.Column("mode", sa.String(), nullable=False, server_default="anonymous"))
    op.add_column("surveys", sa.Column("is_ready", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("surveys", sa.Column("store_key", sa.String(32), nullable=False, server_default=""))
    op.add_column("surveys", sa.Column("mailing", sa.String(), nullable=True))
    op.add_column("surveys", sa.Column("mailed_to", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE surveys SET store_key = 'before-' || id")
    op.create_index(op.f("ix_surveys_store_key"), "surveys", ["store_key"], unique=True)


def _publish(connection: Any, survey_id: int, outcome_code: str | None, *, still_open: bool) -> None:
    receipts = sa.table("survey_receipts", *map(sa.column, ("survey_id", "side", "answered")))
    asked = sa.select(receipts.c.side, receipts.c.answered).where(receipts.c.survey_id == survey_id)
    people = connection.execute(asked).all()
    answered = sum(bool(row.answered) for row in people)
    shown_of = answered - (answered - THRESHOLD) % STEP if answered >= THRESHOLD else None
    steps = _steps(connection, survey_id) if shown_of else []
    keys = {key for row in people for key in OF_SIDE[row.side]} | OF_OUTCOME.get(outcome_code or "", set())
    drawn = [_result(key, _shown(key, steps)) for key in QUESTIONS if key in keys and shown_of]
    table = sa.table("survey_publications", *map(sa.column, ("survey_id", "answered")), sa.column("results", sa.JSON()))
    results = [_without_spread(each) if still_open else each for each in drawn]
    connection.execute(sa.insert(table).values(survey_id=survey_id, answered=shown_of, results=results))


def _steps(connection: Any, survey_id: int) -> list[Answers]:
    """The answers of each complete step. What waits for its step has none, and stays out."""
    answers = sa.table("survey_answers", *map(sa.column, ("id", "survey_id", "step")), sa.column("values", sa.JSON()))
    complete = sa.select(answers.c.step, answers.c["values"]).where(answers.c.survey_id == survey_id)
    rows = connection.execute(complete.where(answers.c.step.is_not(None)).order_by(answers.c.step, answers.c.id)).all()
    return [[each[1] for each in step] for _number, step in groupby(rows, key=lambda row: row.step)]


def _shown(key: str, steps: Sequence[Answers]) -> Answers:
    """The answers to a question that were shown: each question grew by steps of its own."""
    shown: list[Mapping[str, Any]] = []
    waiting: list[Mapping[str, Any]] = []
    for step in steps:
        waiting += [answer for answer in step if key in answer]
        if len(waiting) >= (STEP if shown else THRESHOLD):
            shown, waiting = shown + waiting, []
    return shown


def _result(key: str, answers: Answers) -> dict[str, Any]:
    kind = "multiple" if key in CHOICES else "scale" if key.startswith("Q") else "text"
    blank = {"key": key, "kind": kind, "answered": None, "mean": None, "distribution": {}, "texts": [], "near": None}
    if not answers:
        return {**blank, "hidden": "too_few"}
    blank["answered"] = len(answers)
    if kind == "text":
        return blank | _texts([str(each[key]) for each in answers if each.get("quote")])
    given = [each[key] for each in answers]
    return blank | (_scale([int(each) for each in given]) if kind == "scale" else _choices(CHOICES[key], given))


def _texts(words: list[str]) -> dict[str, Any]:
    SystemRandom().shuffle(words)
    return {"texts": words, "hidden": None if words else "not_quotable"}


def _scale(given: list[int]) -> dict[str, Any]:
    people, total = len(given), sum(given)
    near = LOW if total - LOW * people <= 1 else HIGH if HIGH * people - total <= 1 else None
    cells = {str(step): given.count(step) for step in range(LOW, HIGH + 1)}
    if people < SPREAD_FROM and near is None:
        return {"mean": (4 * total + people) // (2 * people) / 2, "hidden": "too_few_for_distribution"}
    if near is not None:
        return {"near": near, "hidden": "alike"}
    mean = round(total / people, 1)
    if None in _suppress(cells).values():
        return {"mean": mean, "hidden": "small_cells"}
    return {"mean": mean, "distribution": cells, "hidden": None}


def _choices(keys: Sequence[str], given: Sequence[Sequence[str]]) -> dict[str, Any]:
    if len(given) < SPREAD_FROM:
        return {"hidden": "too_few_for_distribution"}
    chosen = Counter(key for each in given for key in each)
    shown = {key: _suppress({"chosen": chosen[key], "left": len(given) - chosen[key]})["chosen"] for key in keys}
    others = [key for key, cell in shown.items() if cell]
    if others and list(shown.values()).count(None) == 1 and len(given) not in shown.values():
        shown[min(others, key=lambda key: chosen[key])] = None
    return {"distribution": shown, "hidden": "small_cells" if None in shown.values() else None}


def _suppress(cells: Mapping[str, int]) -> dict[str, int | None]:
    """The cells of a table, hidden where they or the others would tell of fewer than `THRESHOLD` people."""
    hidden = {key for key, cell in cells.items() if 0 < cell < THRESHOLD}
    if not hidden:
        return dict(cells)
    hidden |= {key for key, cell in cells.items() if not cell}
    shown = sorted((key for key in cells if key not in hidden), key=lambda key: cells[key])
    while shown and not THRESHOLD <= sum(cells[key] for key in hidden) < len(hidden) * (THRESHOLD - 1):
        hidden.add(shown.pop(0))
    return {key: None if key in hidden else cell for key, cell in cells.items()}


def _without_spread(result: dict[str, Any]) -> dict[str, Any]:
    """A result as the page gave it while the survey was open: no numbers but means, nor why any would be hidden."""
    if result["kind"] == "text" or result["hidden"] == "too_few":
        return result
    mean = float(result["near"]) if result["near"] else result["mean"]
    return {**result, "mean": mean, "distribution": {}, "near": None, "hidden": None if mean else "lopsided"}


def _forget_mails(connection: Any) -> None:
    """The outbox named who was reminded. PostgreSQL keeps deleted rows in a table's file and samples of them among the
    statistics, until the table is written anew."""
    connection.execute(sa.text("DELETE FROM outgoing_mails WHERE kind LIKE 'surveys/%'"))
    if connection.dialect.name == "postgresql":
        telling = ("dedupe_key", "stream", "kind", "recipient", "recipient_name", "message_id")
        anew = ", ".join(f"ALTER {column} TYPE varchar USING {column} || ''" for column in telling)
        connection.execute(sa.text(f"ALTER TABLE outgoing_mails {anew}"))
