"""Calendar addresses: making and revoking them, and what calendars fetch there."""

from flask import Response, flash, redirect, request, url_for

from peerhub.base.database.current import database
from peerhub.base.forms.create import create_once
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter
from peerhub.base.web.responses import Page, page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me, public, token_limit_key
from peerhub.sessions.actions import feeds as feed_actions
from peerhub.sessions.models import FeedToken
from peerhub.sessions.queries import feeds
from peerhub.sessions.routes.blueprint import bp

FRESH_FOR = 900


@bp.get("/sessions/calendar")
def calendar() -> str:
    """The addresses from which the person's own calendar keeps itself up to date."""
    db = read_session()
    return page("sessions/calendar.html", feeds=feeds.my_feeds(db, me(db)), public_url=database().settings.public_url)


@bp.post("/sessions/calendar")
def create_feed() -> Page:
    """Make an address."""
    with transaction() as db:
        person = me(db)
        create_once(db, person.id, request.form.get("key", ""), lambda: _calendar_with(feed_actions.create(db, person)))
    flash(_("Here is your address. Copy it into your calendar."))
    return redirect(url_for("sessions.calendar"))


def _calendar_with(_feed: FeedToken) -> str:
    return url_for("sessions.calendar")


@bp.post("/sessions/calendar/<int:feed_id>/revoke")
def revoke_feed(feed_id: int) -> Page:
    """End an address."""
    with transaction() as db:
        feed_actions.revoke(db, me(db), feed_id)
    flash(_("The address no longer works."))
    return redirect(url_for("sessions.calendar"))


@bp.get("/feeds/<token>.ics")
@public
@limiter.limit("60/minute", key_func=token_limit_key)
def feed(token: str) -> Page:
    """The feed itself. What is unchanged answers 304 before anything is built: its ETag is made of stored versions. There is no
    Last-Modified, whose second is too coarse, and which would go back when a session leaves the feed."""
    db = read_session()
    found = feeds.feed_at(db, token)
    response = Response(content_type="text/calendar; charset=utf-8")
    response.set_etag(found.version)
    response.headers["Cache-Control"] = f"private, max-age={FRESH_FOR}"
    response.make_conditional(request)
    if response.status_code == 200:
        response.set_data(feeds.body_of(db, found))
    return response
