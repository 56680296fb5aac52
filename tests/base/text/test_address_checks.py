"""Links that people can be sent to."""

import pytest

from peerhub.base.text.address_checks import is_https


@pytest.mark.parametrize(
    "link", ["https://meet.example/room", "https://example.org:8443/a?b=c#d", "https://أحمد.example/", "https://[::1]/"]
)
def test_links_that_lead_somewhere(link: str) -> None:
    assert is_https(link)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://meet.example/room",
        "javascript:alert(1)",
        "https://",
        "https://[",
        "https://name@meet.example/",
        "https://meet.example/a b",
        'https://meet.example/"onclick=',
        "https://meet.example/<b>",
        "//meet.example/room",
    ],
)
def test_links_that_do_not(link: str) -> None:
    assert not is_https(link)
