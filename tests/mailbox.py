"""What was written to people, and the keys in it."""

import re

from nexus.kernel.mail.models import Mail


def letters_to(address: str) -> list[Mail]:
    """Every mail to an address, the first first."""
    return list(Mail.objects.filter(to=[address]).order_by("id"))


def key_for(address: str) -> str:
    """The key of the link in the last mail to an address."""
    text = letters_to(address)[-1].text
    found = re.search(r"/(?:confirm-email|reset/key|reset-password|keep-account)/([^/\s]+)/", text)
    found = found or re.search(r"cancel/: (\S+)\.", text)
    assert found, text
    return found[1]
