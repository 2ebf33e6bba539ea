"""Which addresses of the Internet are public: by IANA's registries of special ones, not by a version of Python.

https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/iana-ipv6-special-registry
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address

_SPECIAL_V4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # behind a carrier's NAT; also Alibaba's metadata
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local: the metadata of a cloud's machines
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # of the IETF's protocols; also Oracle's metadata
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_GLOBAL_V6: Final = IPv6Network("2000::/3")
"""All that was ever given out; whatever lies outside is special or unknown."""
_SPECIAL_V6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # of the IETF's protocols: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address within, reached through strangers
            "2620:4f:8000::/48",  # AS112
            "3ffe::/16",  # the 6bone that was
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
_LOW_32: Final = 0xFFFFFFFF


def is_public(address: Address) -> bool:
    """Whether it is an address of the public Internet, the IPv4 address within it if it is one in another guise.

    IPv4-mapped addresses and those of the well-known NAT64 prefix are judged by what they stand for; other ways through
    IPv6 to IPv4 (6to4, Teredo, IPv4-compatible, a NAT64 prefix of somebody's own) are not public at all.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _SPECIAL_V4)
    if address.scope_id is not None:
        return False
    within = address.ipv4_mapped or (IPv4Address(int(address) & _LOW_32) if address in _NAT64 else None)
    if within is not None:
        return is_public(within)
    return address in _GLOBAL_V6 and address.is_global and not any(address in network for network in _SPECIAL_V6)


def as_address(text: str) -> Address | None:
    """The address that this text is; ``None`` for a name."""
    try:
        return ip_address(text)
    except ValueError:
        return None
