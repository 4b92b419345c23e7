from nexus.kernel.events.bus import Heard, hears
from nexus.kernel.mail.actions import hand_to_server
from nexus.kernel.mail.events import MailWritten
from nexus.kernel.tasks.queues import URGENT


@hears(MailWritten, queue=URGENT)
def send_mail(heard: Heard[MailWritten]) -> None:
    """Send a mail that was written."""
    hand_to_server(heard.fact.mail_id)
