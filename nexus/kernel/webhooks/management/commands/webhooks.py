from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from nexus.kernel.api.errors import NexusError
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.command_lines import ask_by_choices, moment
from nexus.kernel.webhooks.actions import replay, replay_everywhere, resend
from nexus.kernel.webhooks.models import Delivery, Endpoint, EndpointState, Tail


class Command(BaseCommand):
    help = "Shows how webhooks stand, and sends them again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        doing = parser.add_subparsers(dest="doing", required=True)
        doing.add_parser("status", help="what waits, and what was given up, for each endpoint")
        one = doing.add_parser("resend", help="send one delivery anew")
        one.add_argument("delivery", type=UUID)
        many = doing.add_parser("replay", help="send anew what happened in a while")
        many.add_argument("--endpoint", type=UUID, help="only to this one; else to all")
        many.add_argument("--since", type=moment, required=True, help="a day or a moment (ISO 8601, UTC)")
        many.add_argument("--until", type=moment, help="up to this day or moment; else up to now")
        ask_by_choices(doing)

    def handle(self, *_: Any, doing: str, **options: Any) -> None:
        try:
            {"status": self._tell, "resend": self._resend, "replay": self._replay}[doing](options)
        except (Endpoint.DoesNotExist, Delivery.DoesNotExist) as unknown:
            raise CommandError("There is no such endpoint or delivery.") from unknown
        except NexusError as refused:
            raise CommandError(refused.message) from refused

    def _tell(self, _: dict[str, Any]) -> None:
        told = Delivery.objects.exclude(endpoint__state=EndpointState.DELETED)
        counted = told.values_list("endpoint__url", "state").annotate(Count("pk")).order_by()
        for url, state, number in sorted(counted):
            self.stdout.write(f"{url}: {number} {state.replace('_', ' ')}")
        self.stdout.write(f"{Tail.objects.exclude(endpoint=None).count()} replays under way.")

    def _resend(self, options: dict[str, Any]) -> None:
        delivery = Delivery.objects.get(pk=options["delivery"])
        resend(SYSTEM, delivery.endpoint_id, delivery.pk)
        self.stdout.write("It is sent anew.")

    def _replay(self, options: dict[str, Any]) -> None:
        told = {"since": options["since"], "until": options["until"]}
        if options["endpoint"] is None:
            self.stdout.write(f"{replay_everywhere(SYSTEM, **told)} endpoints are told anew.")
            return
        replay(SYSTEM, options["endpoint"], **told)
        self.stdout.write("The endpoint is told anew.")
