"""A sender as one writes it who thinks of no receiver that hangs: first come, first served, in one lane."""

import os
from threading import Event as Flag

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")


def main() -> None:
    """Send without lanes and without a share for each, until killed."""
    import django

    django.setup()
    from nexus.kernel.webhooks import sender
    from nexus.kernel.webhooks.models.endpoints import EndpointQuerySet

    sender.EACH = sender.PLACES
    EndpointQuerySet.note_failure = lambda *_, **__: None  # nobody is put into the slow lane
    sender.Sender().run(Flag())


if __name__ == "__main__":
    main()
