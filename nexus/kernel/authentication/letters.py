from typing import Any

from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string

from nexus.kernel.accounts.actions.letters import SITE
from nexus.kernel.accounts.links import confirming_page, resetting_page
from nexus.kernel.mail.actions import send


class Letters:
    """How allauth's mails are written here: in our words where we have some, and through our own mail.

    It goes out once the caller's transaction has committed, and never otherwise.
    """

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one of allauth's mails."""
        own = template_prefix.rpartition("/")[2]
        if not _is_there(own):
            send("account/plain", email, _in_its_words(template_prefix, context))
            return
        user = context.get("user")
        names = {"name": user.get_full_name() or user.username, "username": user.username} if user else {}
        said = {name: value for name, value in context.items() if name not in {"user", "request"}}
        send(f"account/{own}", email, {"site": SITE, **names, **said})

    def get_email_confirmation_url(self, _request: Any, confirmation: Any) -> str:
        """Link to where an address is confirmed."""
        return confirming_page(confirmation.key)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Link to where a new password is set."""
        return resetting_page(key)


def _is_there(own: str) -> bool:
    try:
        get_template(f"mail/account/{own}.txt")
    except TemplateDoesNotExist:
        return False
    return True


def _in_its_words(prefix: str, context: dict[str, Any]) -> dict[str, Any]:
    subject = " ".join(render_to_string(f"{prefix}_subject.txt", context).split())
    body = render_to_string(f"{prefix}_message.txt", context).strip()
    return {"site": SITE, "subject": subject, "body": body}
