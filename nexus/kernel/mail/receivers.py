from nexus.kernel.events.bus import Heard, hears
from nexus.kernel.mail.actions import hand_to_server
from nexus.kernel.mail.events import MailWritten, MassMailWritten
from nexus.kernel.tasks.queues import BULK, URGENT


@hears(MailWritten, queue=URGENT, tells_people=True)
def send_mail(heard: Heard[MailWritten]) -> None:
    """Send a mail that was written."""
    hand_to_server(heard.fact.mail_id)


@hears(MassMailWritten, queue=BULK, tells_people=True)
def send_one_of_many(heard: Heard[MassMailWritten]) -> None:
    """Send one of many mails, which keeps waiting nobody who looks out for another."""
    hand_to_server(heard.fact.mail_id)
