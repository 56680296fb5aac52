"""The application factory: makes the Flask app."""

from flask import Flask
from jinja2 import StrictUndefined

from peerhub.accounts import login
from peerhub.base import clock, settings_loading
from peerhub.base.database.engine import Database
from peerhub.base.i18n import app as app_i18n
from peerhub.base.i18n import countries, times
from peerhub.base.live import app as app_live
from peerhub.base.mail import couriers, render
from peerhub.base.paths import site_folder
from peerhub.base.security import audit
from peerhub.base.settings import Settings
from peerhub.base.web import app as app_web
from peerhub.base.web.requests import Site
from peerhub.incoming.actions import handling
from peerhub.people.login import person_id
from peerhub.wiring.audit import SENTENCES
from peerhub.wiring.endpoints import CONTEXT, SOCKETS, blueprints
from peerhub.wiring.inbound import HANDLERS
from peerhub.wiring.reactions import REACTIONS


def build(chosen: Settings | None = None) -> Flask:
    """The site with `chosen` settings, or with those of the environment. Raises SettingsError with a sentence."""
    site = chosen or settings_loading.load()
    settings_loading.make_folder(site.var)
    settings_loading.make_folder(site.memory, "PEERHUB_MEMORY")
    app = Site("peerhub", template_folder=str(site_folder("templates").absolute()), static_folder=None)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["peerhub.database"] = Database(site, REACTIONS)
    app.extensions[audit.SENTENCES] = SENTENCES
    app.extensions[handling.HANDLERS] = HANDLERS
    clock.follow(site.var / "clock" if site.is_demo else None)
    app_web.init_app(app, site)
    app_i18n.init_app(app, language=login.chosen_language, zone=login.chosen_zone, languages=site.languages)
    times.init_app(app)
    countries.init_app(app)
    login.init_app(app)
    app_live.init_app(app, site, who=person_id, orders={"deliver": couriers.wake})
    for register in SOCKETS:
        register()
    app_web.trust_proxies(app, site)
    render.init_app(app)
    for blueprint in blueprints(site):
        app.register_blueprint(blueprint)
    for add in CONTEXT:
        app.context_processor(add)
    return app
