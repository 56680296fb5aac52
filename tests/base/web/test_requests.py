"""The error log names the endpoint and the numbers in its address, and no word of it."""

import pytest

from peerhub.base.web.requests import Site


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/things/12/secret/edit?x=secret", "/things/12/<word>/edit"),
        ("/links/secret.ics", "/links/<token>.ics"),
        ("/secret", "an address that is not there"),
    ],
)
def test_an_error_is_logged_without_the_words_of_its_address(
    path: str, logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    site = Site("some_site")
    site.add_url_rule("/things/<int:thing_id>/<word>/edit", "edit", lambda **_values: str(1 // 0))
    site.add_url_rule("/links/<token>.ics", "links", lambda **_values: str(1 // 0))
    site.register_error_handler(404, lambda _problem: str(1 // 0))
    assert site.test_client().get(path).status_code == 500
    assert f"Exception on {logged} [GET]" in caplog.text
    assert "secret" not in caplog.text
