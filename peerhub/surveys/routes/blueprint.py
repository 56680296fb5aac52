"""The blueprint of all endpoints of surveys."""

from flask import Blueprint

bp = Blueprint("surveys", __name__)
