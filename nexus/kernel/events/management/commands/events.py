import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nexus.kernel.events.actions.replaying import replay, resend
from nexus.kernel.events.figures import figures
from nexus.kernel.events.models import Delivery, Event
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.command_lines import ask_by_choices, moment


class Command(BaseCommand):
    help = "Shows what the relay has still to do, and has events heard again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        doing = parser.add_subparsers(dest="doing", required=True)
        status = doing.add_parser("status", help="what waits, since when, and for whom")
        status.add_argument("--json", action="store_true", help="for machines")
        _add_replay(doing.add_parser("replay", help="have receivers hear events again"))
        doing.add_parser("resend", help="begin anew with every delivery that was given up")
        ask_by_choices(doing)

    def handle(self, *_: Any, doing: str, **options: Any) -> None:
        match doing:
            case "status":
                self._tell(as_json=options["json"])
            case "replay":
                self._replay(options)
            case "resend":
                self.stdout.write(f"{resend(SYSTEM, Delivery.objects.all())} deliveries begin anew.")

    def _tell(self, *, as_json: bool) -> None:
        now = figures()
        if as_json:
            self.stdout.write(json.dumps(asdict(now)))
            return
        self.stdout.write(
            f"{now.events} events to hand over, {now.deliveries} deliveries to be done, the oldest "
            f"{now.lag_s:.1f} s old; {now.given_up} given up."
        )
        for one in now.receivers:
            told = f"{one.waiting} on their way, {one.retrying} to be tried again, {one.given_up} given up"
            self.stdout.write(f"  {one.receiver}: {told}")

    def _replay(self, options: dict[str, Any]) -> None:
        events = Event.objects.narrowed(
            after=options["after"], name=options["name"], since=options["since"], until=options["until"]
        )
        if options["to"] is not None:
            events = events.filter(position__lte=options["to"])
        try:
            number = replay(SYSTEM, events, options["receiver"])
        except LookupError as unknown:
            raise CommandError(str(unknown)) from unknown
        self.stdout.write(f"{number} deliveries are to be made again.")
        if options["receiver"] is None:
            self.stdout.write("Nobody is written to anew: for that, name the receiver that does it.")


def _add_replay(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--receiver", help="only this one, by its dotted name; without it all that don't write to people"
    )
    parser.add_argument("--name", help="only facts of this name; commerce.order.* for all that begin so")
    parser.add_argument("--after", type=int, default=0, help="only what comes after this position")
    parser.add_argument("--to", type=int, help="only what comes up to this position")
    parser.add_argument("--since", type=moment, help="only from this day or moment on (ISO 8601, UTC)")
    parser.add_argument("--until", type=moment, help="only up to this day or moment")
