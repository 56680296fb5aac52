"""The blueprint that all endpoints of surveys hang on."""

from flask import Blueprint

bp = Blueprint("surveys", __name__)
