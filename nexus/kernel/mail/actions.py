from collections.abc import Iterable, Iterator, Mapping
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context, engines
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone

from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.mail.events import MailWritten, MassMailWritten
from nexus.kernel.mail.models import Attachment, Mail

_SUBJECT_LENGTH = 250


@transaction.atomic
def send(
    template: str,
    to: str | Iterable[str],
    context: Mapping[str, Any],
    *,
    attachments: Iterable[Attachment] = (),
    headers: Mapping[str, str] | None = None,
) -> Mail:
    """Write a mail in the caller's transaction; it goes out once that has committed, and never otherwise.

    to: one address, or several who see each other. headers: such as List-Unsubscribe.
    """
    mail = _kept(composed(template, context), to, headers)
    Attachment.objects.bulk_create(_belonging(mail, attachments))
    publish(MailWritten(mail.pk), actor=SYSTEM)
    return mail


@transaction.atomic
def send_in_bulk(
    template: str, to: str, context: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
) -> Mail:
    """Write one of many mails, as `send` does: nobody who waits for another waits for it."""
    mail = _kept(composed(template, context), to, headers)
    publish(MassMailWritten(mail.pk), actor=SYSTEM)
    return mail


def composed(template: str, context: Mapping[str, Any]) -> Mail:
    """Compose a mail without writing it to anyone.

    template: `orders/placed` is `templates/mail/orders/placed.txt`, of which the first line is the subject,
    and beside it `placed.html`, if there is one.
    """
    subject, text = _text(template, context)
    return Mail(template=template, subject=subject, text=text, html=_html(template, context))


def hand_to_server(mail_id: UUID) -> None:
    """Give a mail to the mail server, unless it has been sent; raises what the server says against it."""
    mail = Mail.objects.unsent().select_for_update().filter(pk=mail_id).first()
    if mail is None:
        return
    mail.sent_at = timezone.now()
    mail.save(update_fields=["sent_at"])
    _message(mail).send()


def _kept(mail: Mail, to: str | Iterable[str], headers: Mapping[str, str] | None) -> Mail:
    mail.to = [to] if isinstance(to, str) else list(to)
    mail.headers = dict(headers or {})
    mail.save(force_insert=True)
    return mail


def _message(mail: Mail) -> EmailMultiAlternatives:
    # The same id at each attempt: a mail server that took it and couldn't say so knows it again.
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    own = {"Message-ID": f"<{mail.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    headers = {**mail.headers, **own}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=mail.to, headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments.all():
        message.attach(*attachment.as_sent())
    return message


def _text(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    # Plain text knows no markup, so nothing is escaped; and a name with a line break makes no second header.
    engine = engines["django"].engine  # type: ignore[attr-defined]
    plain = engine.get_template(f"mail/{template}.txt")
    first, _, rest = plain.render(Context(context, autoescape=False)).lstrip().partition("\n")
    return " ".join(first.split())[:_SUBJECT_LENGTH], rest.strip() + "\n"


def _html(template: str, context: Mapping[str, Any]) -> str:
    try:
        return render_to_string(f"mail/{template}.html", dict(context))
    except TemplateDoesNotExist as missing:
        if missing.args[0] != f"mail/{template}.html":
            raise  # one that it extends or includes
        return ""


def _belonging(mail: Mail, attachments: Iterable[Attachment]) -> Iterator[Attachment]:
    for attachment in attachments:
        attachment.mail = mail
        yield attachment
