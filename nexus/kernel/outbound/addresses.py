"""Which addresses are the public's: a list of what is allowed, so that what nobody thought of is refused."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

# Handed out to somebody by the registries. All that wraps an IPv4 address lies outside (mapped ::ffff:0:0/96,
# NAT64 64:ff9b::/96), and so do loopback, link-local, unique local and multicast.
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_SPECIAL_IPV6: Final = (
    IPv6Network("2001::/23"),  # protocols' own: Teredo, ORCHID, benchmarks
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: any IPv4 address in it
    IPv6Network("3fff::/20"),  # documentation
)
# Beyond those that Python knows as private: looked up, and never a receiver of ours.
_SPECIAL_IPV4: Final = (
    IPv4Network("100.64.0.0/10"),  # carriers' own, and a cloud's metadata
    IPv4Network("168.63.129.16/32"),  # a cloud's wire server: it looks public, and isn't
    IPv4Network("192.0.0.0/24"),  # protocols' own
    IPv4Network("192.88.99.0/24"),  # 6to4 relays
    IPv4Network("224.0.0.0/3"),  # multicast, reserved, broadcast
)


def is_public(address: str) -> bool:
    """Tell whether an address, written as numbers, is one that anybody on the internet may call."""
    found = ip_address(address)
    if isinstance(found, IPv4Address):
        return found.is_global and not any(found in special for special in _SPECIAL_IPV4)
    return _is_public_ipv6(found)


def _is_public_ipv6(found: IPv6Address) -> bool:
    return (
        found.scope_id is None
        and found in _GLOBAL_UNICAST
        and found.is_global
        and not any(found in special for special in _SPECIAL_IPV6)
    )
