"""The start of the `peerhub` command: gevent patches the standard library before anything else is imported."""

import sys


def main() -> None:
    """Run the command line."""
    if "serve" in sys.argv[1:]:
        from gevent import monkey  # noqa: PLC0415  (only the server runs on gevent)

        monkey.patch_all()
    from peerhub.cli import cli  # noqa: PLC0415  (after the patch)

    cli(prog_name="peerhub")


if __name__ == "__main__":
    main()
