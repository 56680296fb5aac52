"""What the trusted mail server says about the sender (RFC 8601). Anybody can write such a header: only the topmost one counts, where it
bears the name of that server, which puts its own above all others and removes those that bear its name."""

from email.message import Message

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from peerhub.incoming.engines.headers import raw_text


def is_sender_true(message: Message, sender: str, verdict_by: str) -> bool | None:
    """Whether the domain in From sent the email: DMARC says so, or DKIM or SPF for that very domain. None where no server is trusted.

    False where that server says nothing: an email that came past it is nobody's.
    """
    if not verdict_by:
        return None
    stated = " ".join(raw_text(message.get("authentication-results")).split())
    domain = sender.rpartition("@")[2]
    try:
        header = AuthenticationResultsHeader.parse_value(stated)
    except (AuthResError, ValueError, AttributeError, IndexError, TypeError, RecursionError):
        return False
    if not domain or str(header.authserv_id).lower() != verdict_by.lower():
        return False
    results: dict[str, list[object]] = {}
    for each in header.results:
        results.setdefault(each.method.lower(), []).append(each)
    if "dmarc" in results:
        return any(_passed(each) and _names(each, domain) for each in results["dmarc"])
    by_dkim = any(_passed(each) and _same(getattr(each, "header_d", None), domain) for each in results.get("dkim", []))
    by_spf = any(
        _passed(each) and _same(getattr(each, "smtp_mailfrom", None), domain) for each in results.get("spf", [])
    )
    return by_dkim or by_spf


def _passed(result: object) -> bool:
    return str(getattr(result, "result", "")).lower() == "pass"


def _names(result: object, domain: str) -> bool:
    """Whether a result of DMARC is about the domain; it need not say which one it is about."""
    stated = [each.value for each in getattr(result, "properties", []) if (each.type, each.name) == ("header", "from")]
    return all(_same(each, domain) for each in stated)


def _same(stated: str | None, domain: str) -> bool:
    """Whether what a result names is the domain; an address counts by its domain."""
    return bool(domain) and str(stated or "").lower().rpartition("@")[2] == domain
