"""Endpoints of proposals between countries."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from peerhub.base.forms.submit import submit
from peerhub.base.i18n.translate import _
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.matching import access, views
from peerhub.matching.actions import proposals as proposal_actions
from peerhub.matching.forms import DeclineForm
from peerhub.matching.queries import statements
from peerhub.matching.routes.blueprint import bp
from peerhub.people.login import me
from peerhub.reference.queries import countries as country_queries


@bp.get("/proposals/<int:proposal_id>")
def proposal(proposal_id: int) -> str:
    """A proposal: what is asked, why, and for the country that was asked the ways to answer."""
    return _proposal_page(proposal_id, _decline_form())


@bp.post("/proposals/<int:proposal_id>/accept")
def accept(proposal_id: int) -> Response:
    """Say yes: the exchange begins."""
    with transaction() as db:
        proposal_actions.accept(db, me(db), proposal_id)
    flash(_("Accepted. Both teams have been notified, and your exchange has its own room."), "good")
    return redirect(url_for("exchanges.of_proposal", proposal_id=proposal_id))


@bp.post("/proposals/<int:proposal_id>/decline")
def decline(proposal_id: int) -> Response | tuple[str, int]:
    """Say no, with a reason or with another country's name."""
    form = _decline_form()
    reason, country_code = str(form.reason.data or ""), str(form.named_code.data or "")
    if submit(form, lambda db: proposal_actions.decline(db, me(db), proposal_id, reason, country_code)):
        flash(_("Thank you for answering. The other team has been notified and can ask another country."), "good")
        return redirect(url_for("matching.proposal", proposal_id=proposal_id))
    return _proposal_page(proposal_id, form), 422


@bp.post("/proposals/<int:proposal_id>/withdraw")
def withdraw(proposal_id: int) -> Response:
    """Take a proposal back."""
    with transaction() as db:
        need_id = proposal_actions.withdraw(db, me(db), proposal_id).need_id
    flash(_("The proposal is withdrawn."), "good")
    return redirect(url_for("matching.need", need_id=need_id))


def _decline_form() -> DeclineForm:
    form = DeclineForm()
    form.offer_countries(country_queries.all_countries(read_session()))
    return form


def _proposal_page(proposal_id: int, form: DeclineForm) -> str:
    db = read_session()
    person = me(db)
    stored = access.proposal_for(db, person, proposal_id)
    return page(
        "matching/proposal.html",
        proposal=stored,
        form=form,
        why=views.why_when_proposed(stored, statements.area_names(db)),
        may_answer=access.may_answer(db, person, stored),
        may_withdraw=access.may_withdraw(db, person, stored),
    )
