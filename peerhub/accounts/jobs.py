"""Jobs that delete old links, sign-ins and keys."""

from datetime import datetime

from peerhub.accounts.actions import pruning
from peerhub.base.forms.create import delete_old_keys
from peerhub.base.jobs.scheduler import one_by_one


def prune(now: datetime) -> int:
    """Delete used and old links for signing in after 7 days, with new addresses that nobody confirmed, sign-ins that were not used for
    30 days, and keys of what people made after 30."""
    old = one_by_one(pruning.delete_old_links, now) + one_by_one(pruning.delete_old_sign_ins, now)
    return old + one_by_one(pruning.delete_old_addresses, now) + one_by_one(delete_old_keys, now)
