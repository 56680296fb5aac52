"""Work on foreign data in processes that can be stopped: bounded in time from outside, and beside the loop that serves everybody."""

from peerhub.base.workers.pool import Broken, Busy, Failed, Pool, TookTooLong

__all__ = ["Broken", "Busy", "Failed", "Pool", "TookTooLong"]
