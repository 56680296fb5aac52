"""Verbs about notices."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.notices.models import Notice


def notify(db: Db, person_ids: Iterable[int], kind: str, data: dict[str, Any], path: str) -> None:
    """Put a line in the bell of each of `person_ids`, once each. `kind` ("rooms/mentioned") names `notices/<kind>.txt`;
    `data` is JSON; `path` is where the line leads, on this site. The caller says who is told: reactions know."""
    now = clock.now()
    rows = [
        {"person_id": person_id, "kind": kind, "data": data, "path": path, "created_at": now}
        for person_id in sorted(set(person_ids))
    ]
    if rows:
        db.execute(insert(Notice), rows)
