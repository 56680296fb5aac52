"""Who asks, as far as an address tells."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Network, ip_address

OF_ONE = 64  # bits of an IPv6 address that a household shares (RFC 6177, RFC 4291 2.5.4): the rest is chosen freely


@lru_cache(maxsize=4096)
def network_of(address: str | None) -> str:
    """What requests of one machine have in common: an IPv4 address, or the network of an IPv6 address. Anything else as it is."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return str(address)
    if isinstance(known, IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(IPv6Network((int(known), OF_ONE), strict=False))
