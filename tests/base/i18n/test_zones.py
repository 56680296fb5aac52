"""Which names of time zones may be chosen."""

from zoneinfo import ZoneInfo

import pytest

from peerhub.base.i18n import zones

ODD = [
    "localtime", "Factory", "posixrules", "posix/Europe/Paris", "right/Europe/Paris", "right/UTC", "EST", "EST5EDT", "GMT+0",
    "Etc/GMT+5", "SystemV/EST5", "US/Eastern", "europe/paris", "Europe/Atlantis", "../etc/localtime", "/etc/localtime",
    "Europe/", "Europe", "", None, " Europe/Paris", "tzdata.zi",
]  # fmt: skip


@pytest.mark.parametrize("name", ODD, ids=str)
def test_names_that_are_no_place_cannot_be_chosen(name: str | None) -> None:
    assert not zones.is_zone(name)


def test_every_place_can_be_chosen_and_read() -> None:
    assert len(zones.names()) > 400
    assert all(zones.is_zone(name) and ZoneInfo(name).key == name for name in (*zones.names(), "UTC"))
    assert {"Europe/Paris", "Asia/Calcutta", "Asia/Kolkata", "Africa/Kampala"} <= set(zones.names())
