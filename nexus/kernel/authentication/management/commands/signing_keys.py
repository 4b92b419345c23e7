from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nexus.kernel.api.errors import NexusError
from nexus.kernel.authentication.actions import publish_key, retire_key, sign_with
from nexus.kernel.authentication.keypairs import given_key
from nexus.kernel.authentication.models import Algorithm, KeyState, SigningKey
from nexus.kernel.authentication.signing import ACCESS, public_keys, signing_key
from nexus.kernel.kit.command_lines import ask_by_choices


class Command(BaseCommand):
    help = "Rotates the keys that sign tokens: publish a new one, let it sign, retire the old one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        doing = parser.add_subparsers(dest="doing", required=True)
        doing.add_parser("list", help="which keys there are, and what each is for")
        publish = doing.add_parser("publish", help="make a key and show it to those who verify")
        publish.add_argument("--algorithm", choices=Algorithm.values, default=ACCESS)
        for name, what in (
            ("sign", "have a published key sign from now on"),
            ("retire", "have a key count no more: what it has signed is refused at once"),
        ):
            # Nothing is an option here: one kid in 64 begins with a dash.
            doing.add_parser(name, help=what, prefix_chars="+", add_help=False).add_argument("kid")
        ask_by_choices(doing)

    def handle(self, *_: Any, doing: str, **options: Any) -> None:
        try:
            self._do(doing, options)
        except NexusError as refusal:
            raise CommandError(refusal.message) from refusal

    def _do(self, doing: str, options: dict[str, Any]) -> None:
        match doing:
            case "list":
                self._list()
            case "publish":
                key = publish_key(options["algorithm"])
                self.stdout.write(f"{key.pk} is published: let it sign once every verifier has seen it.")
            case "sign":
                self.stdout.write(f"{sign_with(options['kid']).pk} signs from now on.")
            case "retire":
                self.stdout.write(f"{retire_key(options['kid']).pk} is retired.")

    def _list(self) -> None:
        given = given_key().id
        if not SigningKey.objects.filter(pk=given).exists():
            state = KeyState.SIGNING if signing_key().id == given else KeyState.PUBLISHED
            self._tell(given, ACCESS, state, "of the settings")
        for key in SigningKey.objects.defer("private"):
            self._tell(key.pk, key.algorithm, key.state, f"since {key.changed_at:%Y-%m-%d %H:%M}")
        self.stdout.write(f"{len(public_keys())} verify.")

    def _tell(self, kid: str, algorithm: str, state: str, more: str) -> None:
        self.stdout.write(f"{kid}  {algorithm:6}  {state:9}  {more}")
