"""Which addresses and URLs are the public Internet's, in every guise that an address can take."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.callbacks.posting.addresses import is_public
from shared.callbacks.posting.targets import MAX_URL, TargetRefused, Targets, allowed, target_of

PUBLIC = (
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "223.255.255.255",
)
INNER = (
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.9",
    "192.0.0.192",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
)
PUBLIC_V6 = ("2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001::", "::ffff:8.8.8.8", "64:ff9b::808:808")
INNER_V6 = (
    "::",
    "::1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:0:808:808::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "2620:4f:8000::1",
    "3ffe::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2606:4700:4700::1111%1",
)


@pytest.mark.parametrize("text", [*PUBLIC, *PUBLIC_V6])
def test_addresses_of_the_internet_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", [*INNER, *INNER_V6])
def test_every_other_address_is_not(text: str) -> None:
    assert not is_public(ip_address(text))


@given(st.ip_addresses(v=4).map(lambda each: IPv4Address(int(each))))
def test_an_address_in_another_guise_is_as_public_as_it_is_itself(address: IPv4Address) -> None:
    number = int(address)
    assert is_public(IPv6Address(0xFFFF << 32 | number)) == is_public(address)
    assert is_public(IPv6Address((0x64FF9B << 96) | number)) == is_public(address)
    assert not is_public(IPv6Address(0x2002 << 112 | number << 80))
    assert not is_public(IPv6Address(number))


@given(st.ip_addresses())
def test_nothing_is_public_that_the_language_thinks_is_not(address: IPv4Address | IPv6Address) -> None:
    hidden = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    nat64 = isinstance(address, IPv6Address) and int(address) >> 32 == 0x64FF9B << 64
    if is_public(address) and hidden is None and not nat64:
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_reserved


REFUSED = (
    ("", "url_invalid"),
    ("shop.example", "url_invalid"),
    ("//shop.example/", "url_invalid"),
    ("http://shop.example/", "url_invalid"),
    ("ftp://shop.example/", "url_invalid"),
    ("HTTPS//shop.example/", "url_invalid"),
    ("https://", "url_invalid"),
    ("https:///x", "url_invalid"),
    ("https://shop", "url_invalid"),
    ("https://localhost/", "url_invalid"),
    ("https://shop.example./", "url_invalid"),
    ("https://.example/", "url_invalid"),
    ("https://shop..example/", "url_invalid"),
    ("https://-shop.example/", "url_invalid"),
    ("https://user@shop.example/", "url_invalid"),
    ("https://user:1@shop.example/", "url_invalid"),
    ("https://1:2@shop.example/", "url_invalid"),
    ("https://shop.example\\@127.0.0.1/", "url_invalid"),
    ("https://shop.example/\\x", "url_invalid"),
    ("https://shop.example/#x", "url_invalid"),
    ("https://shop.example/a b", "url_invalid"),
    ("https://shop.example/\r\nhost: x", "url_invalid"),
    ("https://shop.example/\n", "url_invalid"),
    (" https://shop.example/", "url_invalid"),
    ("https://shöp.example/", "url_invalid"),
    ("https://shop.example/ö", "url_invalid"),
    ("https://shop.example\u3002com/", "url_invalid"),
    ("https://shop.example:/", "url_invalid"),
    ("https://shop.example:443443/", "url_invalid"),
    ("https://shop.example:-1/", "url_invalid"),
    # What resolvers take for numbers (inet_aton): octal, hexadecimal, short, and one number.
    ("https://0177.0.0.1/", "url_invalid"),
    ("https://0x7f.0.0.1/", "url_invalid"),
    ("https://0x7f000001/", "url_invalid"),
    ("https://2130706433/", "url_invalid"),
    ("https://127.1/", "url_invalid"),
    ("https://127.0.0.0x1/", "url_invalid"),
    ("https://1.1.1.1.1/", "url_invalid"),
    ("https://256.1.1.1/", "url_invalid"),
    ("https://[::1%25eth0]/", "url_invalid"),
    ("https://[shop.example]/", "url_invalid"),
    ("https://[1::2::3]/", "url_invalid"),
    ("https://127.0.0.1/", "address_not_allowed"),
    ("https://169.254.169.254/latest/meta-data/", "address_not_allowed"),
    ("https://[::1]/", "address_not_allowed"),
    ("https://[::ffff:127.0.0.1]/", "address_not_allowed"),
    ("https://[::ffff:7f00:1]/", "address_not_allowed"),
    ("https://[fd00:ec2::254]/", "address_not_allowed"),
    ("https://printer.local/", "address_not_allowed"),
    ("https://ip-10-0-0-1.ec2.internal/", "address_not_allowed"),
    ("https://METADATA.GOOGLE.INTERNAL/", "address_not_allowed"),
    ("https://x.localhost/", "address_not_allowed"),
    ("https://router.home.arpa/", "address_not_allowed"),
    ("https://shop.example:22/", "port_not_allowed"),
    ("https://shop.example:25/", "port_not_allowed"),
    ("https://shop.example:80/", "port_not_allowed"),
    ("https://shop.example:0/", "port_not_allowed"),
    ("https://shop.example:1023/", "port_not_allowed"),
    ("https://shop.example:65536/", "port_not_allowed"),
    ("https://shop.example/" + "x" * MAX_URL, "url_invalid"),
)


@pytest.mark.parametrize(("url", "code"), REFUSED)
def test_what_is_never_called_is_refused_with_its_code(url: str, code: str) -> None:
    with pytest.raises(TargetRefused) as refused:
        target_of(url, Targets.PUBLIC)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "authority"),
    [
        ("https://shop.example", "shop.example", 443, "/", "shop.example"),
        ("https://Shop.Example/Hooks?a=b&c", "shop.example", 443, "/Hooks?a=b&c", "shop.example"),
        ("https://shop.example?a=b", "shop.example", 443, "/?a=b", "shop.example"),
        (
            "https://a_b.xn--shp-sna.example:8443/@x",
            "a_b.xn--shp-sna.example",
            8443,
            "/@x",
            "a_b.xn--shp-sna.example:8443",
        ),
        ("https://shop.example:1024/", "shop.example", 1024, "/", "shop.example:1024"),
        ("https://8.8.8.8/", "8.8.8.8", 443, "/", "8.8.8.8"),
        ("https://[2606:4700:4700::1111]:8443/x", "2606:4700:4700::1111", 8443, "/x", "[2606:4700:4700::1111]:8443"),
    ],
)
def test_what_may_be_called_is_taken_apart(url: str, host: str, port: int, path: str, authority: str) -> None:
    target = target_of(url, Targets.PUBLIC)
    assert (target.host, target.port, target.path, target.tls) == (host, port, path, True)
    assert target.authority == authority


@given(st.text(max_size=60))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://shop.example/{text}", f"https://{text}/x"):
        try:
            target = target_of(url, Targets.PUBLIC)
        except TargetRefused:
            continue
        assert target.tls
        assert target.path.isascii()
        assert target.path.isprintable()
        assert " " not in target.path
        assert target.address is None or is_public(target.address)


def test_a_stack_on_a_laptop_calls_itself_and_nobody_else() -> None:
    target = target_of("http://127.0.0.1:8080/hooks", Targets.LOOPBACK)
    assert (target.host, target.port, target.tls, target.authority) == ("127.0.0.1", 8080, False, "127.0.0.1:8080")
    assert allowed(ip_address("127.0.0.1"), Targets.LOOPBACK)
    assert not allowed(ip_address("127.0.0.2"), Targets.LOOPBACK)
    assert not allowed(ip_address("8.8.8.8"), Targets.LOOPBACK)
    for url in ("https://shop.example/", "http://localhost:8080/", "https://127.0.0.1:8080/", "http://127.0.0.2:8080/"):
        with pytest.raises(TargetRefused):
            target_of(url, Targets.LOOPBACK)
    with pytest.raises(TargetRefused):
        target_of("http://127.0.0.1/", Targets.LOOPBACK)
