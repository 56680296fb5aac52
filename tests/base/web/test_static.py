"""Static files: a browser that has one as it is gets nothing, and every other one gets the file."""

import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerhub.base.web import static

ADDRESS = "/static/img/drawing.svg"
LONG_AGO = 1_000_000_000


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(static, "site_folder", tmp_path.joinpath)
    found = tmp_path / "static/img/drawing.svg"
    found.parent.mkdir(parents=True)
    found.write_text("<svg>one</svg>")
    os.utime(found, (LONG_AGO, LONG_AGO))
    return found


def browser() -> FlaskClient:
    app = Flask("site")
    static.init_app(app)
    return app.test_client()


def version_of(browser: FlaskClient) -> str:
    with browser.get(ADDRESS) as answer:
        assert answer.status_code == 200
        assert "Last-Modified" not in answer.headers
        return answer.headers["ETag"]


def test_other_bytes_are_another_version_whatever_their_time_and_size(file: Path) -> None:
    before = version_of(browser())
    file.write_text("<svg>two</svg>")
    os.utime(file, (LONG_AGO, LONG_AGO))
    assert version_of(browser()) != before
    file.write_text("<svg>one</svg>")
    assert version_of(browser()) == before


def test_who_has_the_version_gets_nothing_more(file: Path) -> None:
    version = version_of(browser())
    for asked in (version, version.removeprefix("W/"), f'"other", {version}', "*"):
        with browser().get(ADDRESS, headers={"If-None-Match": asked}) as answer:
            assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", version), asked
    with browser().get(ADDRESS, headers={"If-None-Match": '"other"'}) as answer:
        assert answer.status_code == 200


def test_a_date_is_no_proof(file: Path) -> None:
    with browser().get(ADDRESS, headers={"If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"}) as answer:
        assert (answer.status_code, answer.data) == (200, b"<svg>one</svg>")
