"""A feed tells the same instants in thirty zones, to our reader and to another's."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from peerhub.sessions.engines.calendar import cancel, feed, request
from peerhub.sessions.rules.wall_time import instant
from tests.sessions.calendars import NOON, OFFICE, SESSION, STAMP, moment, values
from tests.sessions.zones import ZONES

ICAL_JS = Path(__file__).parents[2] / "node_modules/ical.js/dist/ical.js"


def nine_o_clock() -> list[datetime]:
    """Nine in the morning, as wall time, on each day of the two seasons of 2026 in which clocks change somewhere."""
    days = (datetime(2026, 1, 1, 9) + timedelta(days=day) for day in range(365))  # noqa: DTZ001  # wall time
    return [day for day in days if day.month in (2, 3, 4, 9, 10, 11)]


@pytest.fixture(scope="module")
def year() -> dict[str, bytes]:
    """For each zone, a feed with a session on each of these mornings."""
    days = nine_o_clock()
    return {
        zone: feed(
            zone, [replace(SESSION, uid=f"{day:%Y%m%d}@x", starts_at=instant(day, zone)) for day in days], alarm=False
        )
        for zone in ZONES
    }


def test_thirty_zones_through_every_change_of_clocks(year: dict[str, bytes]) -> None:
    for zone, written in year.items():
        local = [moment(start).astimezone(ZoneInfo(zone)) for start in values(written, "DTSTART")]
        assert [each.replace(tzinfo=None) for each in local] == nine_o_clock()
        assert b"VTIMEZONE" not in written
        assert b"TZID" not in written


def test_ical_js_reads_the_same_instants(year: dict[str, bytes]) -> None:
    """The parser of Thunderbird and Nextcloud, run by node."""
    node = shutil.which("node")
    if node is None or not ICAL_JS.exists():
        pytest.skip("ical.js is not installed (npm ci)")  # `make test` installs it; a bare pytest may run without node
    cases = [*year.values(), request(SESSION, OFFICE, STAMP), cancel(SESSION, OFFICE, STAMP)]
    script = f"""
        import ICAL from {json.dumps(ICAL_JS.as_uri())};
        const text = [];
        for await (const piece of process.stdin) text.push(piece);
        const read = JSON.parse(Buffer.concat(text)).map((one) => {{
            const calendar = new ICAL.Component(ICAL.parse(one));
            return calendar.getAllSubcomponents('vevent').map((each) => {{
                const event = new ICAL.Event(each);
                return [calendar.getFirstPropertyValue('method'), event.uid, event.sequence, event.summary,
                    event.startDate.toUnixTime(), event.endDate.toUnixTime(), event.attendees.length];
            }});
        }});
        console.log(JSON.stringify(read));
    """
    command = [node, "--input-type=module", "-e", script]
    given = json.dumps([each.decode() for each in cases])
    read = json.loads(subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout)
    for written, events in zip(year.values(), read, strict=False):
        starts = [int(moment(each).timestamp()) for each in values(written, "DTSTART")]
        assert [event[4] for event in events] == starts
        assert [event[5] for event in events] == [start + 90 * 60 for start in starts]
    start, end = int(NOON.timestamp()), int(NOON.timestamp()) + 90 * 60
    assert read[-2:] == [[[method, SESSION.uid, 0, SESSION.title, start, end, 1]] for method in ("REQUEST", "CANCEL")]
