"""The four theme rooms, made once; what is edited afterwards stays."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.reference.queries import lists
from peerhub.rooms.actions import rooms
from peerhub.rooms.models.rooms import Room


def load_theme_rooms(db: Db) -> int:
    """Make the room of each theme that has none; returns how many were made."""
    have = set(db.scalars(select(Room.theme_code).where(Room.kind == "theme")))
    missing = [theme for theme in lists.themes(db) if theme.code not in have]
    for theme in missing:
        rooms.create(db, "theme", theme.short, theme_code=theme.code, purpose=theme.name)
    return len(missing)
