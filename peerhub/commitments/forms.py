"""Input shapes about commitments."""

from collections.abc import Sequence

from wtforms import RadioField

from peerhub.base.forms.create import CreateForm
from peerhub.base.forms.edit import EditForm
from peerhub.base.forms.fields import DayField
from peerhub.base.forms.form import (
    BlockField,
    Form,
    LineField,
    SelectChoice,
    SelectField,
    at_most,
    required,
    required_text,
)
from peerhub.base.i18n.translate import _
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.models import KEPT, NOT_YET, PARTLY
from peerhub.commitments.rules import LONGEST
from peerhub.reference.models import ToolkitItem


class CommitmentForm(EditForm, CreateForm):
    """What, with whom, by when."""

    text = BlockField(
        _l("What will you do?"),
        [required_text(_l("Write what you will do. One concrete step is enough.")), at_most(LONGEST)],
    )
    with_whom = LineField(_l("Who with?"), [at_most(200)])
    due_on = DayField(_l("By when?"), [required(_l("Choose a date. You can change it later."))])

    def new_commitment(self) -> NewCommitment:
        """What the form says, once it is valid."""
        assert self.due_on.data is not None  # noqa: S101  (valid: the field is needed)
        return NewCommitment(str(self.text.data), str(self.with_whom.data or ""), self.due_on.data)


class OutcomeForm(Form):
    """What came of it."""

    state = RadioField(
        _l("Did you do what you planned?"),
        [required(_l("Choose one of the answers."))],
        choices=[
            SelectChoice(KEPT, _l("Yes")),
            SelectChoice(PARTLY, _l("Partly")),
            SelectChoice(NOT_YET, _l("Not yet")),
        ],
    )
    note = BlockField(_l("What helped? What got in the way?"), [at_most(LONGEST)])
    obstacle_code = SelectField(_l("If something got in the way, what was the main reason?"), choices=[])

    def offer(self, obstacles: Sequence[ToolkitItem]) -> "OutcomeForm":
        """Fill in the list of obstacles."""
        self.obstacle_code.choices = [
            SelectChoice("", _("Nothing, or something else")),
            *(SelectChoice(obstacle.code, _(obstacle.text)) for obstacle in obstacles),
        ]
        return self
