"""A wrong setting or an undescribed door stops the start with a sentence."""

import pytest
from django.core.checks import run_checks

from nexus.kernel.api.checks import every_operation_is_described, limits_can_be_meant


def test_the_site_as_it_stands_is_in_order():
    assert [found for found in run_checks() if (found.id or "").startswith("nexus.api")] == []


@pytest.mark.urls("tests.kernel.api.site")
def test_a_method_without_its_operation_is_named():
    (error,) = every_operation_is_described()

    assert error.msg.endswith("site.Fail.get has no @operation.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE_LIMITS_PER_HOUR", {"anonymous": 0, "signed_in": 1, "premium": 1, "protocol": 1}),
        ("RATE_LIMITS_PER_HOUR", {"anonymous": 1, "signed_in": 1, "premium": 1}),
        ("TRUSTED_PROXIES", -1),
    ],
)
def test_limits_that_cannot_be_meant(settings, name, value):
    setattr(settings, name, value)

    assert len(limits_can_be_meant()) == 1
