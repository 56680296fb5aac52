"""The blueprint that all doors of surveys hang on."""

from flask import Blueprint

bp = Blueprint("surveys", __name__)
