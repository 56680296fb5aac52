"""PeerHub: countries learn from each other how to protect and promote the diversity of cultural expressions online.

`base` knows no domain. Above it stand the domains, each of which imports only what stands below it. `wiring` says which
endpoints, jobs, commands and reactions exist; `factory` makes the app; `cli` is the `peerhub` command. docs/developers.md
has the map.
"""

import zoneinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from peerhub.base.settings import Settings


# Zones come from the locked tzdata package alone. By default Python prefers the machine's files, which may be years older
# and give another instant for the same wall time (docs.python.org, zoneinfo, "Configuring the data sources").
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The site as a WSGI app. Without `settings` they are read from the environment."""
    from peerhub.factory import build  # noqa: PLC0415  (late, so that gevent can be put under everything first)

    return build(settings)
