"""The base of all tables: how moments are kept, and how constraints are named."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    BindParameter,
    DateTime,
    Dialect,
    MetaData,
    Table,
    bindparam,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from peerhub.base import clock

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite gives back naive ones, which this makes aware again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NOW = bindparam("now", callable_=clock.now, type_=Moment())  # the moment at which the statement runs


def ago(long: timedelta) -> BindParameter[datetime]:
    """The moment that is so long past when the statement runs, for one that is written once."""
    return bindparam("ago", unique=True, callable_=lambda: clock.now() - long, type_=Moment())


class Model(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
        list[dict[str, Any]]: JSON,
    }


def table_of(model: type[Model]) -> Table:
    """The table of a model, for statements that neither read nor fill objects: those cost a third."""
    return cast(Table, model.__table__)


def day(moment: datetime) -> date:
    """The UTC day of a moment, for tables that must not keep exact times."""
    return moment.astimezone(UTC).date()
