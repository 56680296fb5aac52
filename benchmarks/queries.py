"""Counts the queries of thread pages, inside the app. `python -m benchmarks.queries COOKIE PATH…` prints a list as JSON."""

import json
import sys

from sqlalchemy import event

from peerhub import create_app


def main(cookie: str, *paths: str) -> None:
    """Open each page twice, count the second time."""
    app = create_app()
    engine = app.extensions["peerhub.database"].engine
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: asked.append(statement))
    browser = app.test_client(use_cookies=False)  # the cookie is given as it is
    counts = []
    for path in paths:
        for _ in range(2):
            asked.clear()
            answer = browser.get(path, headers={"Cookie": cookie})
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}.")
        counts.append(len(asked))
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
