"""Addresses at which the site receives emails: `replies+<token>@example.org`, made for one purpose and, mostly, for one person.

Nobody can guess them, and what they stand for is not kept anywhere: it is in the address itself, signed. Mail servers may write the
part before the @ in small letters, so the token has no others; with it, that part stays below 64 octets (RFC 5321, section 4.5.3.1.1).
"""

import base64
import binascii
import hashlib
import hmac
import re
import struct
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peerhub.base.settings import Settings

BOUNCE = "b"  # the purpose of addresses for mails that come back
VALID_FOR = timedelta(days=365)
_FIRST_DAY = date(2026, 1, 1)
_SIGNED = struct.Struct(">IIH")  # two numbers, and the day
_MAC = 10  # bytes: nobody tries 2^79 addresses at a mail server
_TOKEN = re.compile(r"([a-z])([a-z2-7]{32})")


@dataclass(frozen=True)
class TokenAddress:
    """What an address stands for. The `purpose` says what the two numbers are."""

    purpose: str
    first: int
    second: int
    made_on: date

    def is_valid(self, now: datetime) -> bool:
        """Whether emails are still taken at it."""
        return now.date() <= self.made_on + VALID_FOR


def token_address(settings: Settings, now: datetime, purpose: str, first: int, second: int = 0) -> str:
    """The address for a purpose (a small letter) and two numbers, made now. "" where the site receives no emails."""
    local, at, domain = settings.mail_replies.partition("@")
    if not at:
        return ""
    signed = _SIGNED.pack(first, second, max((now.date() - _FIRST_DAY).days, 0))
    token = base64.b32encode(signed + _mac(settings, purpose, signed)).decode().lower()
    return f"{local}+{purpose}{token}@{domain}"


def read_address(settings: Settings, address: str) -> TokenAddress | None:
    """What an address stands for, None where it is not one that this site made."""
    tag = tag_of(settings, address)
    found = _TOKEN.fullmatch(tag) if tag else None
    if found is None:
        return None
    try:
        content = base64.b32decode(found[2].upper())
    except binascii.Error:
        return None
    signed, mac = content[:-_MAC], content[-_MAC:]
    if not hmac.compare_digest(mac, _mac(settings, found[1], signed)):
        return None
    first, second, day = _SIGNED.unpack(signed)
    return TokenAddress(found[1], first, second, _FIRST_DAY + timedelta(days=day))


def tag_of(settings: Settings, address: str) -> str | None:
    """What follows the plus sign in an address at which the site receives emails, "" without one; None for another address."""
    local, at, domain = settings.mail_replies.lower().partition("@")
    own, _at, other = address.lower().rpartition("@")
    name, _plus, tag = own.partition("+")
    return tag if at and name == local and other == domain else None


def _mac(settings: Settings, purpose: str, signed: bytes) -> bytes:
    key = hashlib.sha256(b"address:" + settings.secret_key.encode()).digest()
    return hmac.digest(key, purpose.encode() + signed, "sha256")[:_MAC]
