"""What stops the start of a site that could not take payments, and what warns."""

import pytest

from nexus.commerce.payments.checks import providers_can_be_meant


def found(settings, providers: list[str], **more) -> list[str]:
    settings.PAYMENT_PROVIDERS = providers
    for name, value in more.items():
        setattr(settings, name, value)
    return [message.id for message in providers_can_be_meant()]


def test_the_demo_has_the_sandbox_and_nothing_to_say(settings):
    assert settings.PAYMENT_PROVIDERS == ["sandbox"]
    assert providers_can_be_meant() == []


def test_an_unknown_provider_stops_the_start(settings):
    assert found(settings, ["paypal"]) == ["payments.E001"]
    assert "there are sandbox, stripe" in providers_can_be_meant()[0].msg


@pytest.mark.parametrize("missing", ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"])
def test_stripe_needs_its_key_and_its_secret(settings, missing):
    keys = {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}

    assert found(settings, ["stripe"], **keys) == []
    assert found(settings, ["stripe"], **keys | {missing: " "}) == ["payments.E002"]
    assert missing in providers_can_be_meant()[0].msg


def test_a_site_that_others_rely_on_is_warned_of_the_sandbox_and_of_none(settings):
    assert found(settings, ["sandbox"], DEMO_IS_WELCOME=False) == ["payments.W002"]
    assert found(settings, [], DEMO_IS_WELCOME=False) == ["payments.W001"]
