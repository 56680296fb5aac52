"""Endpoints of offers."""

from flask import request, url_for
from werkzeug.wrappers import Response

from peerhub.base.errors import Conflict
from peerhub.base.forms.create import submit_once
from peerhub.base.forms.edit import show_again, submit_edit
from peerhub.base.forms.submit import form_status
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.matching import access, views
from peerhub.matching.actions import statements as statement_actions
from peerhub.matching.forms import OfferForm
from peerhub.matching.queries import proposals as proposal_queries
from peerhub.matching.queries import statements as statement_queries
from peerhub.matching.queries import suggestions
from peerhub.matching.routes.blueprint import bp, prepare, saved, theme_code, theme_filter
from peerhub.people.login import me
from peerhub.reference.queries import lists


@bp.get("/offers")
def offers() -> str:
    """What countries can show others."""
    db = read_session()
    person = me(db)
    return page(
        "matching/offers.html",
        listing=statement_queries.offers(db, person, theme_code(), request.args.get("before", type=whole_number)),
        themes=theme_filter("matching.offers", lists.themes(db)),
        theme=theme_code(),
        may_state=access.may_add_statement(person),
    )


@bp.route("/offers/new", methods=["GET", "POST"])
def new_offer() -> str | Response | tuple[str, int]:
    """Make an offer."""
    db = read_session()
    person = me(db)
    access.must_have_seat(person)
    form = OfferForm()
    prepare(form, statement_queries.choices(db, person), person)
    if request.method == "GET":
        form.capacity.data = 1
    url = submit_once(
        form,
        person.id,
        lambda db: statement_actions.add_offer(db, me(db), form.text()),
        lambda offer: url_for("matching.offer", offer_id=offer.id),
    )
    if url:
        return saved(url)
    return page("matching/offer_form.html", form=form, offer=None), form_status()


@bp.get("/offers/<int:offer_id>")
def offer(offer_id: int) -> str:
    """An offer."""
    db = read_session()
    person = me(db)
    stored = access.offer_for(db, person, offer_id)
    return page(
        "matching/offer.html",
        offer=stored,
        activities=lists.activities(db, stored.activities),
        capacity=views.capacity(stored, suggestions.places_left(db, stored)),
        proposals=proposal_queries.of_offer(db, person, stored),
        may_edit=access.may_edit(db, person, stored),
    )


@bp.route("/offers/<int:offer_id>/edit", methods=["GET", "POST"])
def edit_offer(offer_id: int) -> str | Response | tuple[str, int]:
    """Change what an offer says."""
    db = read_session()
    person = me(db)
    stored = access.offer_to_edit(db, person, offer_id)
    form = OfferForm(obj=stored)
    prepare(form, statement_queries.choices(db, person, stored), person, stored)
    saving = submit_edit(
        form,
        lambda db: access.offer_to_edit(db, me(db), offer_id),
        lambda db, offer: OfferForm(formdata=None, obj=offer),
        lambda db: statement_actions.edit_offer(db, me(db), offer_id, form.text()),
    )
    if saving:
        return saved(url_for("matching.offer", offer_id=offer_id))
    return page("matching/offer_form.html", form=form, offer=stored), form_status()


@bp.post("/offers/<int:offer_id>/state")
def set_offer_state(offer_id: int) -> Response | tuple[str, int]:
    """Open or pause an offer."""
    try:
        with transaction() as db:
            statement_actions.set_offer_state(
                db, me(db), offer_id, request.form.get("state", ""), request.form.get("seen")
            )
    except Conflict as refusal:
        return show_again(refusal, lambda: offer(offer_id))
    return saved(url_for("matching.offer", offer_id=offer_id))
