"""What may be called at all: said by its text, and by the addresses that it leads to."""

import socket

import pytest

from nexus.kernel.outbound import resolving
from nexus.kernel.outbound.addresses import is_public
from nexus.kernel.outbound.exceptions import Refused, Unreachable
from nexus.kernel.outbound.resolving import Place, check_url, places_of
from nexus.kernel.outbound.targets import read_target
from tests.inward import URLS


@pytest.mark.parametrize("url", URLS, ids=repr)
def test_nothing_inside_is_called_however_it_is_written(url):
    with pytest.raises((Refused, Unreachable)):
        places_of(read_target(url), within=5)


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://example.com", "example.com", 443, "/"),
        ("https://Example.COM./Hook?a=b&c=%20#part", "example.com", 443, "/Hook?a=b&c=%20"),
        ("https://example.com:8443/a b".replace(" ", "%20"), "example.com", 8443, "/a%20b"),
        ("https://bücher.example/käse?ö=ü", "xn--bcher-kva.example", 443, "/k%C3%A4se?%C3%B6=%C3%BC"),
        ("https://8.8.8.8/", "8.8.8.8", 443, "/"),
        ("https://[2606:4700:4700::1111]/", "2606:4700:4700::1111", 443, "/"),
    ],
)
def test_what_is_outside_is_read_as_it_will_be_called(url, host, port, path):
    target = read_target(url)

    assert (target.host, target.port, target.path) == (host, port, path)


def test_an_exception_names_an_ipv6_address_as_a_url_does(settings):
    settings.OUTBOUND_ALLOW = ["[::1]:9000"]

    assert read_target("http://[::1]:9000/hook").is_exempt
    with pytest.raises(Refused):
        read_target("http://[::1]:9001/hook")


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450::1"]
)
def test_public_addresses(address):
    assert is_public(address)


def told(*addresses):
    return lambda _, port: [
        Place(socket.AF_INET6 if ":" in one else socket.AF_INET, one, port) for one in addresses
    ]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        ["8.8.8.8", "::1"],
        ["2606:4700:4700::1111", "::ffff:127.0.0.1"],
        ["64:ff9b::808:808"],
        ["10.0.0.1"],
        ["fe80::1%eth0"],
    ],
)
def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(monkeypatch, addresses):
    monkeypatch.setattr(resolving, "look_up", told(*addresses))

    with pytest.raises(Refused, match="isn't on the public internet"):
        check_url("https://rebind.example/")


def test_a_name_that_nobody_knows_yet_may_be_known_later(monkeypatch):
    def unknown(*_):
        raise socket.gaierror

    monkeypatch.setattr(resolving, "look_up", unknown)

    check_url("https://soon.example/")
    with pytest.raises(Unreachable, match="not known"):
        places_of(read_target("https://soon.example/"), within=1)


def test_plain_http_and_further_ports_are_the_sites_to_allow(settings):
    with pytest.raises(Refused, match="https"):
        read_target("http://example.com/")
    with pytest.raises(Refused, match="443, 8443"):
        read_target("https://example.com:9000/")

    settings.OUTBOUND_HTTP, settings.OUTBOUND_PORTS = True, [443, 9000]

    assert read_target("http://example.com/").port == 80
    assert read_target("https://example.com:9000/").port == 9000
    with pytest.raises(Refused, match="public internet"):
        read_target("http://127.0.0.1/")


def test_one_place_inside_may_be_allowed_by_name_and_port_and_no_other(settings):
    settings.OUTBOUND_ALLOW = ["127.0.0.1:9000"]

    assert places_of(read_target("http://127.0.0.1:9000/"), within=1)[0].address == "127.0.0.1"
    for other in ("http://127.0.0.1:9001/", "http://localhost:9000/", "https://127.1:9000/"):
        with pytest.raises(Refused):
            read_target(other)
