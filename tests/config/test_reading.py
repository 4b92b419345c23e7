"""What the environment says is read as it is meant; what can't be meant stops the start with a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from nexus.config.domains import switched_on
from nexus.config.settings.reading import Env

READ = {
    "number": lambda env: env.number("IT", default=7, least=1),
    "flag": lambda env: env.flag("IT", default=True),
    "words": lambda env: env.words("IT", default=["a"]),
    "ports": lambda env: env.ports("IT", default=[443]),
    "choice": lambda env: env.choice("IT", ("none", "all"), default="all"),
    "text": lambda env: env.str("IT", default="b"),
    "place": lambda env: env.database("IT", default="postgresql:///nexus")["NAME"],
    "valkey": lambda env: env.valkey("IT", default="redis://127.0.0.1:6379/0"),
    "broker": lambda env: env.broker("IT", default="redis://127.0.0.1:6379/1"),
    "currency": lambda env: env.currency("IT", default="USD"),
    "site": lambda env: env.site("IT", default="http://localhost:none"),
    "mailer": lambda env: env.mail("IT", default="smtp://localhost:25")["EMAIL_HOST"],
}

VALKEYS = [
    "redis://cache.example",
    "redis://cache.example:6379/",
    "redis://u:p@cache.example:6379/15",
    "redis://cache.example?db=2",
    "rediss://:p@[::1]:6380/0?ssl_cert_reqs=none",
    "unix:///run/valkey/valkey.sock",
    "unix://:p@/run/valkey/valkey.sock?db=3",
]
BROKERS = [
    "amqp://guest:guest@127.0.0.1:5672//",
    "amqps://u:p@mq.example/shop",
    "amqp://u:p@one.example//;amqp://u:p@other.example//",
    "redis://u:p@cache.example:6379/1",
    "redis+socket:///run/valkey/valkey.sock?virtual_host=1",
]


@pytest.mark.parametrize(
    ("kind", "said", "read"),
    [
        ("number", " 12 ", 12),
        ("number", "", 7),
        ("flag", "Off", False),
        ("flag", "1", True),
        ("flag", "", True),
        ("words", "shop.example, www.shop.example,", ["shop.example", "www.shop.example"]),
        ("words", "", []),
        ("ports", "443, 8443", [443, 8443]),
        ("choice", "none", "none"),
        ("text", "", "b"),
        ("text", "$ecret", "$ecret"),
        ("place", "postgresql://u:p@db.example:5432/shop", "shop"),
        ("mailer", "smtp+tls://u:p@mail.example:587", "mail.example"),
        ("currency", "EUR", "EUR"),
        ("currency", "", "USD"),
        ("site", "https://shop.example", "https://shop.example"),
        ("site", "http://[::1]:8000/shop/", "http://[::1]:8000/shop/"),
        ("site", "", "http://localhost:none"),  # made of PORT, of which others speak
        ("valkey", "", "redis://127.0.0.1:6379/0"),
        *(("valkey", address, address) for address in VALKEYS),
        *(("broker", address, address) for address in BROKERS),
    ],
)
def test_what_is_said_is_read(monkeypatch, kind, said, read):
    monkeypatch.setenv("IT", said)

    assert READ[kind](Env()) == read


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("number", "many"),
        ("number", "0"),
        ("number", "-3"),
        ("number", "²"),
        ("number", "9" * 5_000),
        ("flag", "enabled"),
        ("ports", "443,https"),
        ("ports", "0"),
        ("choice", "some"),
        ("place", "postgresql://u:pass@h:abc/n"),
        ("place", "mysql://h/n"),
        ("place", "nonsense"),
        ("mailer", "mail.example"),
        ("mailer", "smtp://u:pass@h:abc"),
        ("currency", "XXZ"),
        ("currency", "usd"),
        ("site", "notaurl"),
        ("site", "shop.example"),
        ("site", "https://"),
        ("site", "https://shop.example:https"),
        ("site", "https://[shop.example"),
        ("site", "ftp://shop.example"),
        ("site", "https://shop.example?a=b"),
        ("site", "https://my shop.example"),
        ("valkey", "nonsense"),
        ("valkey", "http://127.0.0.1:6379"),
        ("valkey", "redis:/127.0.0.1"),
        ("valkey", "REDIS://127.0.0.1"),
        ("valkey", "redis://u:pass@h:abc/0"),
        ("valkey", "redis://[::1/0"),
        ("valkey", "redis://127.0.0.1:6379/x"),
        ("valkey", "redis://127.0.0.1:6379/-1"),
        ("valkey", "redis://127.0.0.1:6379?db=x"),
        ("valkey", "unix://"),
        ("valkey", "unix:///run/valkey.sock?db=x"),
        ("broker", "nonsense"),
        ("broker", "ftp://x"),
        ("broker", "amqp://u:pass@h:abc//"),
        ("broker", "redis://127.0.0.1:6379/x"),
        ("broker", "unix:///run/valkey.sock?db=1"),
        ("broker", "redis+socket:///run/valkey.sock?virtual_host=x"),
        ("broker", "amqp://127.0.0.1//;nonsense"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_what_can_not_be_meant_stops_the_start_in_a_sentence(monkeypatch, kind, said):
    monkeypatch.setenv("IT", said)

    with pytest.raises(ImproperlyConfigured, match=r"^Set IT to ") as refused:
        READ[kind](Env())

    assert "u:pass@" not in str(refused.value)


def test_a_site_without_any_side_is_none():
    with pytest.raises(
        ImproperlyConfigured, match=r"NEXUS_DOMAINS is empty: name commerce or jobs, or both\."
    ):
        switched_on([])
