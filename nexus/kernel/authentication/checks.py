"""A setting that would only be found wrong at the first sign-in stops the start instead."""

import binascii
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from nexus.kernel.authentication.keypairs import read_seed
from nexus.kernel.kit.actor import Role


@register()
def signing_key_can_be_read(**_: Any) -> Sequence[Error]:
    """Hold NEXUS_SIGNING_KEY to what a key is made of."""
    try:
        if settings.ACCESS_TOKEN_SIGNING_KEY:
            read_seed(settings.ACCESS_TOKEN_SIGNING_KEY)
    except (binascii.Error, ValueError):
        sentence = "NEXUS_SIGNING_KEY must be 32 random bytes in base64."
        hint = (
            "Make one with: python3 -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())'"
        )
        return [Error(sentence, hint=hint, id="authentication.E001")]
    return []


@register()
def roles_that_need_a_factor_are_known(**_: Any) -> Sequence[Error]:
    """Hold NEXUS_MFA_REQUIRED_FOR to the roles that there are: one that is mistyped would protect nobody."""
    unknown = sorted(settings.MFA_REQUIRED_FOR - {role.value for role in Role})
    if not unknown:
        return []
    sentence = f"NEXUS_MFA_REQUIRED_FOR names no role by {', '.join(unknown)}."
    hint = f"The roles are {', '.join(role.value for role in Role)}."
    return [Error(sentence, hint=hint, id="authentication.E002")]
