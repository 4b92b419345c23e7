from nexus.kernel.webhooks.actions.managing import (
    EndpointFields,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    pause_endpoint,
    resume_endpoint,
)
from nexus.kernel.webhooks.actions.resending import replay, replay_everywhere, resend, send_test
from nexus.kernel.webhooks.actions.secrets import rotate_secret

__all__ = [
    "EndpointFields",
    "change_endpoint",
    "create_endpoint",
    "delete_endpoint",
    "pause_endpoint",
    "replay",
    "replay_everywhere",
    "resend",
    "resume_endpoint",
    "rotate_secret",
    "send_test",
]
