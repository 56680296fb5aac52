"""Finds one page of each endpoint by following links, as a person who is signed in or not."""

import http.client
import re
from collections import deque
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

TEMPLATE = re.compile(r"<template\b.*?</template>", re.DOTALL)
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
PART = re.compile(r'<(\w+)(?: [^>]*?\b(?:class|type|role)="([^"]*)")?')
SAMPLES = 4  # pages of one endpoint that are read for links; some of them show links that others do not
MANY = {"demo.mail": 20, "rooms.menu": 60}  # where what is shown hangs on whose mail or message it is


@dataclass
class Found:
    """Endpoints by name with the path of their fullest page and its parts, and what did not answer with 200."""

    pages: dict[str, str] = field(default_factory=dict)
    parts: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def walk(page: Page, address: str, endpoints: Map, starts: list[str], leave: set[str]) -> Found:
    """Follow the links of the site from `starts`, but not through the endpoints to `leave`, as the one signed in on `page`.

    Over one connection of our own, which takes a third of the time that the browser needs to answer the same.
    """
    host = urlsplit(address).netloc
    cookies = {"Cookie": "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())}
    matcher = endpoints.bind(host)
    found, sizes, seen, read = Found(), dict[str, int](), set[str](), dict[str, int]()
    waiting = deque(starts)
    with closing(http.client.HTTPConnection(host, timeout=30)) as line:
        while waiting:
            path = waiting.popleft()
            endpoint = _endpoint(matcher, path)
            if (
                path in seen
                or not endpoint
                or endpoint in leave
                or read.get(endpoint, 0) == MANY.get(endpoint, SAMPLES)
            ):
                continue
            seen.add(path)
            read[endpoint] = read.get(endpoint, 0) + 1
            status, text = _ask(line, path, cookies)
            if status != 200:
                if status not in {302, 303}:
                    found.broken.append(f"{path} answered {status}.")
                continue
            if len(text) > sizes.get(endpoint, 0):
                sizes[endpoint], found.pages[endpoint] = len(text), path
                found.parts[endpoint] = set(PART.findall(text))
            waiting.extend(unescape(link).removeprefix(address) for link in LINK.findall(text))
    return found


def _ask(line: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> tuple[int, str]:
    """The status of a page, and what it shows."""
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    return answer.status, TEMPLATE.sub("", answer.read().decode())


def _endpoint(matcher: object, path: str) -> str:
    if not path.startswith("/"):
        return ""
    try:
        endpoint, _values = matcher.match(urlsplit(path).path, method="GET")  # type: ignore[attr-defined]
    except HTTPException:
        return ""
    return str(endpoint)
