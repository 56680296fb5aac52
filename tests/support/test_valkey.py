"""The Valkey of the tests is a real one."""

import pytest
import valkey as client

pytestmark = pytest.mark.valkey


def test_it_keeps_what_it_is_told(valkey_url: str) -> None:
    with client.Valkey.from_url(valkey_url) as connection:
        connection.set("trial", "kept")
        assert connection.get("trial") == b"kept"
        connection.delete("trial")


def test_it_listens_on_the_loopback_only(valkey_url: str) -> None:
    with client.Valkey.from_url(valkey_url) as connection:
        assert connection.config_get("bind") == {"bind": "127.0.0.1"}
