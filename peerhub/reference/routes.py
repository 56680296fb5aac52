"""Doors of reference."""

from flask import Blueprint

bp = Blueprint("reference", __name__)
