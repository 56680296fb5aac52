"""What people fill in about sessions."""

from peerhub.sessions.forms.desk import CancelForm, MinutesForm
from peerhub.sessions.forms.filled import earlier, usual
from peerhub.sessions.forms.session import SessionForm

__all__ = ["CancelForm", "MinutesForm", "SessionForm", "earlier", "usual"]
