"""The blueprint that all doors of rooms hang on, and by whom they count."""

from flask import Blueprint

from peerhub.people.login import person_key

__all__ = ["bp", "person_key"]

bp = Blueprint("rooms", __name__)
