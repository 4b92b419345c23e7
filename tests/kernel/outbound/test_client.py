"""One request to the address that was looked at, and an end to it in any case."""

import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from nexus.kernel.outbound import client, resolving
from nexus.kernel.outbound.client import MOST_BYTES, get, post
from nexus.kernel.outbound.exceptions import Refused, Unreachable
from nexus.kernel.outbound.resolving import Place
from nexus.kernel.outbound.targets import read_target
from nexus.kernel.webhooks.sender import PLACES
from tests.receivers import receivers

NAME = "hooks.example"


@pytest.fixture
def there(settings):
    with receivers() as running:
        settings.OUTBOUND_ALLOW = [running.place]
        yield running


def test_names_whose_servers_are_silent_keep_no_other_name_waiting(monkeypatch):
    silence = threading.Event()

    def look_up(host, port):
        if host.startswith("silent"):
            silence.wait(20)
        return [Place(socket.AF_INET, "93.184.215.14", port)]

    monkeypatch.setattr(resolving, "look_up", look_up)
    try:
        for number in range(3 * PLACES):
            with pytest.raises(Unreachable, match="in time"):
                resolving.places_of(read_target(f"https://silent{number}.example/"), within=0)
        assert resolving.places_of(read_target("https://well.example/"), within=2)
    finally:
        silence.set()


def test_a_body_arrives_with_its_headers_and_the_answer_comes_back(there):
    reply = post(there.url("ok"), b'{"a":1}', {"Content-Type": "application/json", "webhook-id": "1"})

    assert (reply.status, reply.body, reply.is_whole) == (200, b"ok", True)
    (came,) = there.received["ok"]
    assert came.body == b'{"a":1}'
    assert came.headers["host"] == there.place
    assert came.headers["content-type"] == "application/json"
    assert came.headers["connection"] == "close"


@pytest.mark.parametrize("status", [404, 410, 500, 503])
def test_whatever_is_answered_is_told(there, status):
    assert post(there.url(str(status)), b"", {}).status == status


def test_a_redirect_is_an_answer_and_nothing_to_follow(there):
    assert post(there.url("302"), b"", {}).status == 302
    assert "canary" not in there.received


def test_an_endless_answer_is_read_so_far_and_no_further(there):
    reply = get(there.url("huge"))

    assert (reply.status, len(reply.body), reply.is_whole) == (200, MOST_BYTES, False)


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_who_says_nothing_or_says_it_drop_by_drop_is_waited_for_so_long(there, how):
    begun = time.monotonic()

    with pytest.raises(Unreachable, match="no answer in time"):
        post(there.url(how), b"", {}, seconds=0.6)

    assert 0.5 < time.monotonic() - begun < 1.5


def test_a_status_counts_though_its_body_never_ends(there):
    begun = time.monotonic()

    reply = post(there.url("drip-body"), b"", {}, seconds=0.6)

    assert (reply.status, reply.is_whole) == (200, False)
    assert time.monotonic() - begun < 1.5


def test_headers_without_end_are_cut_off(there):
    there.behaviours["heads"] = lambda handler: handler.wfile.write(
        b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 60_000 + b"\r\nX-B: " + b"b" * 60_000 + b"\r\n\r\n"
    )
    there.behaviours["hundreds"] = lambda handler: handler.wfile.write(
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"
    )
    there.behaviours["continues"] = lambda handler: [
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n") for _ in range(10_000)
    ]

    for path in ("heads", "hundreds", "continues"):
        with pytest.raises(Unreachable):
            post(there.url(path), b"", {}, seconds=5)


@pytest.mark.parametrize("said", [b"", b"junk\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"\x16\x03\x01"])
def test_what_is_no_answer_is_none(there, said):
    there.behaviours["junk"] = lambda handler: handler.wfile.write(said)

    with pytest.raises(Unreachable):
        post(there.url("junk"), b"", {}, seconds=2)


def test_where_nobody_listens(there, settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        place = f"127.0.0.1:{closed.getsockname()[1]}"
    settings.OUTBOUND_ALLOW = [place]

    with pytest.raises(Unreachable, match="takes no connections"):
        post(f"http://{place}/", b"", {})


def test_no_proxy_of_the_environment_is_asked(there, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, there.url("proxy"))

    assert post(there.url("ok"), b"", {}).status == 200
    assert "proxy" not in there.received


def test_a_name_is_looked_up_once_and_that_address_is_called(there, monkeypatch, settings):
    """Rebinding: a second look-up would lead elsewhere, and there is none."""
    settings.OUTBOUND_ALLOW = [f"{NAME}:{there.port}"]
    asked = []

    def flipping(host, port):
        asked.append(host)
        return [Place(socket.AF_INET, "127.0.0.1" if len(asked) == 1 else "127.0.0.2", port)]

    monkeypatch.setattr(resolving, "look_up", flipping)

    assert post(f"http://{NAME}:{there.port}/ok", b"", {}).status == 200
    assert asked == [NAME]
    assert there.received["ok"][0].headers["host"] == f"{NAME}:{there.port}"


def test_a_name_that_turns_inside_between_two_calls_is_refused(there, monkeypatch, settings):
    settings.OUTBOUND_HTTP, settings.OUTBOUND_PORTS, settings.OUTBOUND_ALLOW = True, [there.port], []
    monkeypatch.setattr(resolving, "look_up", lambda _, port: [Place(socket.AF_INET, "127.0.0.1", port)])

    with pytest.raises(Refused):
        post(f"http://{NAME}:{there.port}/ok", b"", {})
    assert not there.received


def test_a_slow_look_up_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(resolving, "look_up", lambda *_: time.sleep(2))
    begun = time.monotonic()

    with pytest.raises(Unreachable, match="in time"):
        post("https://slow.example/", b"", {}, seconds=0.2)

    assert time.monotonic() - begun < 1


def test_a_dead_address_leaves_time_for_the_next_one(there, monkeypatch, settings):
    settings.OUTBOUND_ALLOW = [f"{NAME}:{there.port}"]
    places = [Place(socket.AF_INET, "127.0.0.2", 1), Place(socket.AF_INET, "127.0.0.1", there.port)]
    monkeypatch.setattr(resolving, "look_up", lambda *_: places)

    assert post(f"http://{NAME}:{there.port}/ok", b"", {}, seconds=3).status == 200


class TestCertificates:
    @pytest.fixture
    def authority(self, tmp_path, monkeypatch):
        """Issue certificates that are trusted here, and nowhere else."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "The suite")])
        now = datetime.now(UTC)

        def build(name, public, *alternatives, is_ca=False):
            return (
                x509.CertificateBuilder()
                .subject_name(name)
                .issuer_name(subject)
                .public_key(public)
                .serial_number(x509.random_serial_number())
                .not_valid_before(now - timedelta(hours=1))
                .not_valid_after(now + timedelta(hours=1))
                .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
                .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
                .sign(key, SHA256())
            )

        root = build(subject, key.public_key(), x509.DNSName("ca.example"), is_ca=True)
        trusting = ssl.create_default_context(cadata=root.public_bytes(Encoding.PEM).decode())
        # Its root says nothing of what it may sign, as strict checks would want.
        trusting.verify_flags &= ~ssl.VERIFY_X509_STRICT
        monkeypatch.setattr(client, "tls", lambda: trusting)
        asked: list[str | None] = []

        def wrap_as(*alternatives):
            own = ec.generate_private_key(ec.SECP256R1())
            issued = build(x509.Name([]), own.public_key(), *alternatives)
            file = tmp_path / "server.pem"
            file.write_bytes(
                issued.public_bytes(Encoding.PEM)
                + own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            )
            serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            serving.load_cert_chain(file)
            serving.sni_callback = lambda _, name, __: asked.append(name)
            return lambda listening: serving.wrap_socket(listening, server_side=True)

        wrap_as.asked = asked
        return wrap_as

    @pytest.fixture(autouse=True)
    def _at_home(self, monkeypatch):
        here = Place(socket.AF_INET, "127.0.0.1", 0)
        monkeypatch.setattr(resolving, "look_up", lambda _, port: [here._replace(port=port)])

    def test_the_name_that_was_asked_for_is_told_and_checked(self, authority, settings):
        with receivers(authority(x509.DNSName(NAME))) as there:
            settings.OUTBOUND_ALLOW = [f"{NAME}:{there.port}", f"other.example:{there.port}"]

            assert post(f"https://{NAME}:{there.port}/ok", b"", {}).status == 200
            with pytest.raises(Unreachable, match="certificate"):
                post(f"https://other.example:{there.port}/ok", b"", {})

        assert authority.asked == [NAME, "other.example"]
        assert len(there.received["ok"]) == 1

    def test_an_address_is_checked_as_an_address(self, authority, settings):
        with receivers(authority(x509.IPAddress(ip_address("127.0.0.1")))) as there:
            settings.OUTBOUND_ALLOW = [there.place]

            assert post(there.url("ok", "https"), b"", {}).status == 200

    def test_who_signs_for_himself_is_not_believed(self, authority, settings, monkeypatch):
        monkeypatch.setattr(client, "tls", ssl.create_default_context)
        with receivers(authority(x509.DNSName(NAME))) as there:
            settings.OUTBOUND_ALLOW = [f"{NAME}:{there.port}"]

            with pytest.raises(Unreachable, match="certificate"):
                post(f"https://{NAME}:{there.port}/ok", b"", {})

        assert not there.received

    def test_a_handshake_that_hangs_has_its_end_too(self, settings):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            place = f"{NAME}:{silent.getsockname()[1]}"
            settings.OUTBOUND_ALLOW = [place]
            begun = time.monotonic()

            with pytest.raises(Unreachable, match="in time"):
                post(f"https://{place}/", b"", {}, seconds=0.5)

        assert time.monotonic() - begun < 1.5
