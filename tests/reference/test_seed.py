"""Loading the facts: complete, repeatable, and careful with what people have edited."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from peerhub.base.database.engine import Db
from peerhub.base.database.model import Model
from peerhub.reference.models import Country, Theme, ToolkitItem
from peerhub.reference.seed import load_reference


@pytest.fixture
def empty() -> Iterator[Db]:
    engine = create_engine("sqlite://")
    Model.metadata.create_all(engine)
    with Session(engine) as db:
        yield db
    engine.dispose()


def test_loads_everything_once(empty: Db) -> None:
    assert load_reference(empty) > 300
    assert load_reference(empty) == 0
    assert empty.scalar(select(func.count()).select_from(Country)) == 138
    assert empty.get_one(ToolkitItem, "follow_up.p_feedback").group == "providers"


def test_brings_a_changed_row_up_to_date(empty: Db) -> None:
    load_reference(empty)
    empty.get_one(Theme, "fair_remuneration_ip").short = "Old"
    assert load_reference(empty) == 1
    assert empty.get_one(Theme, "fair_remuneration_ip").short == "Fair remuneration"


def test_leaves_rows_edited_by_hand(empty: Db) -> None:
    load_reference(empty)
    chile, panama = empty.get_one(Country, "CL"), empty.get_one(Country, "PA")
    note = panama.note
    chile.note, chile.edited_by_hand = "Checked by the secretariat", True
    panama.note = "Not marked as edited"
    assert load_reference(empty) == 1
    assert (chile.note, panama.note) == ("Checked by the secretariat", note)
