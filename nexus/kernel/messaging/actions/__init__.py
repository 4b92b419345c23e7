from nexus.kernel.messaging.actions.attaching import attach_file, attachment_of, sweep_unsent
from nexus.kernel.messaging.actions.blocking import block_other, unblock_other
from nexus.kernel.messaging.actions.reading import mark_read
from nexus.kernel.messaging.actions.reporting import close_report, report_message
from nexus.kernel.messaging.actions.sending import send_message
from nexus.kernel.messaging.actions.sides import own_side
from nexus.kernel.messaging.actions.starting import start_conversation

__all__ = [
    "attach_file",
    "attachment_of",
    "block_other",
    "close_report",
    "mark_read",
    "own_side",
    "report_message",
    "send_message",
    "start_conversation",
    "sweep_unsent",
    "unblock_other",
]
