"""Mails a second to a server on the loopback, beside bare `smtplib` with the same bytes, which neither writes nor remembers them."""

import json

from benchmarks.bench import Bench
from benchmarks.table import Row, against

MAILS = 500
SLOWEST = 0.1  # of smtplib: two durable commits and a template stand beside three short lines over the loopback


def measure(bench: Bench) -> list[Row]:
    """The one figure."""
    told = json.loads(bench.site.run("benchmarks.mailing", str(MAILS // 5 if bench.quick else MAILS)))
    return [against("emails to one mail server", told["ours"], told["bare"], "emails/s", least=SLOWEST)]
