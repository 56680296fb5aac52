"""Work on foreign data in processes that can be stopped: bounded in time from outside, and beside the loop that serves everybody."""
