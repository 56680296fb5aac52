"""The reference for live rooms: the least that Flask-SocketIO needs to keep a message and tell a room an event. Same mode, same WebSocket
library, and a commit as durable as ours.

`python -m benchmarks.bare_socketio PORT EVENT FILE`: EVENT is the payload to send, as JSON; only its `seq` changes. FILE is the SQLite file
that it makes.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import sqlite3  # noqa: E402
import sys  # noqa: E402
from itertools import count  # noqa: E402
from typing import Any  # noqa: E402

from flask import Flask, request  # noqa: E402
from flask_socketio import SocketIO, join_room  # noqa: E402

from benchmarks.references import Handler  # noqa: E402

app = Flask(__name__)
socketio = SocketIO(app, async_mode="gevent", async_handlers=False, ping_interval=25, ping_timeout=60)
numbers = count(1)
database = sqlite3.connect(sys.argv[3], isolation_level=None)
for statement in (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT NOT NULL)",
):
    database.execute(statement)
payload: dict[str, Any] = {}


@socketio.on("room:open")
def open_room(_asked: dict[str, Any]) -> dict[str, Any]:
    """Let a viewer into the one room."""
    join_room("room")
    return {"ok": True}


@app.post("/threads/1/messages")
def post() -> tuple[dict[str, int], int]:
    """Store the text and tell the room; nobody is asked who they are."""
    database.execute("INSERT INTO messages (body) VALUES (?)", [request.form["body"]])
    seq = next(numbers)
    socketio.emit("room:event", {**payload, "seq": seq}, to="room")
    return {"seq": seq}, 201


if __name__ == "__main__":
    payload.update(json.loads(sys.argv[2]))
    socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_output=False, handler_class=Handler)
