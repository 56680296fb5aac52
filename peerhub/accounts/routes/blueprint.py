"""The blueprint of all endpoints about accounts."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
