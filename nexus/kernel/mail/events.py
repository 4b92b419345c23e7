from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class MailWritten(Fact):
    """A mail is ready to be sent."""

    mail_id: UUID
    name: ClassVar[str] = "mail.mail.written"
    subject: ClassVar[str] = "mail_id"


@dataclass(frozen=True)
class MassMailWritten(Fact):
    """One of many mails is ready to be sent, when there is time for it."""

    mail_id: UUID
    name: ClassVar[str] = "mail.mass_mail.written"
    subject: ClassVar[str] = "mail_id"
