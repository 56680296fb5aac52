"""Security headers of every answer."""

from collections.abc import Callable

from flask import Response, g

from peerhub.base.settings import Settings

OWN_FORMS = "form-action 'self'"


def headers(settings: Settings) -> dict[str, str]:
    """What every answer tells the browser not to do."""
    live_origin = settings.public_url.replace("http", "ws", 1)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self' {live_origin}; {OWN_FORMS}; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    if settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def header_adder(headers: dict[str, str]) -> Callable[[Response], Response]:
    """What adds these headers to an answer."""

    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if g.get("forms_lead_out"):
            policy = response.headers["Content-Security-Policy"]
            response.headers["Content-Security-Policy"] = policy.replace(OWN_FORMS, f"{OWN_FORMS} https:")
        if response.mimetype in {"text/html", "application/json"}:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return add


def let_forms_lead_out() -> None:
    """Let a form of this page be answered with a redirect to another site: browsers hold the whole way of a form against
    the content policy, and where a meeting's address leads on to is not ours to know."""
    g.forms_lead_out = True
