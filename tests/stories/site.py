"""`peerhub serve` that looks into its mailbox every second, so that a story need not wait a minute for what is left there."""

from gevent import monkey

monkey.patch_all()

from peerhub.cli import cli  # noqa: E402
from peerhub.incoming import jobs  # noqa: E402

if __name__ == "__main__":
    jobs.EVERY = 1.0  # seconds, instead of 60
    cli(prog_name="peerhub")
