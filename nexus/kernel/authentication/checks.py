"""A setting that would only be found wrong at the first sign-in stops the start instead."""

import binascii
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from nexus.kernel.authentication.signing import read_seed


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
