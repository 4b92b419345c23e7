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
    "mailer": lambda env: env.mail("IT", default="smtp://localhost:25")["EMAIL_HOST"],
}


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
        ("mailer", "mail.example"),
        ("mailer", "smtp://u:pass@h:abc"),
    ],
)
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
