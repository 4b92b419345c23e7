from uuid import UUID

from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions.sides import own_side
from nexus.kernel.messaging.events import MessageReported, ReportClosed
from nexus.kernel.messaging.models import Message, Report, ReportReason, ReportStatus


@transaction.atomic
def report_message(
    actor: Actor, conversation_id: UUID, message_id: UUID, *, reason: ReportReason, note: str = ""
) -> Report:
    """Ask the site's staff to look at what the other side wrote; asked before by the same one: Conflict."""
    mine = own_side(actor, conversation_id)
    message = Message.objects.of(conversation_id).get(pk=message_id)
    if message.is_from_host == mine.is_host:
        raise Unprocessable("Your own side wrote this message.")
    report = Report(message=message, reporter_id=actor.id, reason=reason, note=note)
    with constraints_of(Report):
        report.save(force_insert=True)
    publish(MessageReported(report.pk, message.pk), actor=actor)
    return report


@transaction.atomic
def close_report(actor: Actor, report_id: UUID, outcome: ReportStatus) -> Report:
    """Note that a reported message was looked at: handled, or dismissed as harmless."""
    require(actor, "messaging.close_report")
    report = Report.objects.select_for_update().get(pk=report_id)
    report.close(outcome, actor)
    report.save(update_fields=["status", "closed_at", "closed_by"])
    publish(ReportClosed(report.pk, outcome), actor=actor)
    return report
