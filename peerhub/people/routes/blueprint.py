"""The blueprint that all doors of accounts hang on."""

from flask import Blueprint

bp = Blueprint("people", __name__)
