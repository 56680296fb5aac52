"""What several tests of refused requests send and look for."""

import html
import re
from typing import Any

from werkzeug.test import TestResponse

TEXT = "An hour of writing, with <b>signs</b> & “quotes”.\n\nA second paragraph."
NEED: dict[str, Any] = {
    "challenge": TEXT, "theme_code": "discoverability_access", "activities": ["2.1", "2.4"], "languages": ["en"],
    "zone": "America/Jamaica", "hour_from": "8", "hour_to": "16", "outcome_code": "enhanced_skills",
}  # fmt: skip
OFFER: dict[str, Any] = {
    "done": TEXT, "result": "Two reports.", "theme_code": "discoverability_access", "activities": ["2.1"], "year": "2021",
    "languages": ["es"], "zone": "America/Santiago", "hour_from": "9", "hour_to": "17", "capacity": "2", "lesson": "Begin early.",
}  # fmt: skip


def values_in(answer: TestResponse) -> dict[str, list[str]]:
    """What the form on the page would send when its button is pressed."""
    form = re.search(r'<form method="post" class="form" data-resend>(.*?)</form>', answer.text, re.DOTALL)
    assert form, answer.text
    assert "Send again" in form.group(1)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form.group(1)):
        found.setdefault(name, []).append(html.unescape(value))
    for name, value in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', form.group(1), re.DOTALL):
        found.setdefault(name, []).append(html.unescape(value))
    return found
