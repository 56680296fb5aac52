"""The database of the site that this request, job or command belongs to."""

from flask import current_app

from peerhub.base.database.engine import Database


def database() -> Database:
    """The site's database."""
    current: Database = current_app.extensions["peerhub.database"]
    return current
