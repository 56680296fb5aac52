"""`peerhub serve` with a quick heart, so that a test need not wait half a minute for what a beat finds out."""

from gevent import monkey

monkey.patch_all()

from peerhub.base.live import heartbeat  # noqa: E402
from peerhub.cli import cli  # noqa: E402

if __name__ == "__main__":
    heartbeat.EVERY = (0.5, 1.0)  # seconds, instead of 25 to 35
    cli(prog_name="peerhub")
