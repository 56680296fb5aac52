"""What the demonstration's files hold."""

from importlib.resources import files
from typing import Any

import yaml

Row = dict[str, Any]
DATA = files("peerhub") / "demo" / "data"
NAMES = ("accounts", "rooms", "exchanges", "sessions", "commitments")
CONTENT: dict[str, Row] = {
    name: yaml.safe_load(DATA.joinpath(f"{name}.yaml").read_text(encoding="utf-8")) for name in NAMES
}

ACCOUNTS: dict[str, Row] = {
    row["email"].removesuffix("@demo.peerhub.example"): row for row in CONTENT["accounts"]["accounts"]
}
ROOMS: list[Row] = CONTENT["rooms"]["rooms"]
SESSIONS: list[Row] = CONTENT["sessions"]["sessions"]
NEEDS, OFFERS, EXCHANGES = (CONTENT["exchanges"][name] for name in ("needs", "offers", "exchanges"))
COMMITMENTS: list[Row] = CONTENT["commitments"]["commitments"]
THREADS: list[Row] = [thread for place in (*ROOMS, *SESSIONS, *EXCHANGES) for thread in place.get("threads", [])]
