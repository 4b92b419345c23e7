from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from nexus.jobs.imports.actions import Report, import_postings
from nexus.jobs.imports.exceptions import UnreadableFile
from nexus.jobs.imports.files import Entries, entries_in
from nexus.kernel.imports.actions import Announced
from nexus.kernel.imports.commands import account_called
from nexus.kernel.kit.actor import Actor, Role


class Command(BaseCommand):
    help = "Bring job postings from a JSON file onto an employer's board; known ones are brought up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a JSON list of postings")
        parser.add_argument("--employer", required=True, help="whose they are: a username")
        parser.add_argument("--dry-run", action="store_true", help="check everything and write nothing")

    def handle(self, *_: Any, file: Path, employer: str, dry_run: bool, **__: Any) -> None:
        actor = account_called(employer, Role.EMPLOYER)
        try:
            entries = entries_in(file)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        self._tell(_with_progress(actor, entries, dry_run=dry_run), dry_run=dry_run)

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        for rejection in report.rejected:
            self.stderr.write(f"Entry {rejection.position}: {rejection.reason}")
        self.stdout.write(
            f"{'Nothing written, would be: ' if dry_run else ''}{report.created} created, "
            f"{report.updated} updated, {report.unchanged} unchanged, {len(report.rejected)} rejected."
        )


def _with_progress(actor: Actor, entries: Entries, *, dry_run: bool) -> Report:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Postings", total=entries.count)

        def advance(count: int) -> None:
            progress.advance(task, count)
            announced.advance(count)

        with Announced(actor, "jobs", entries.count, dry_run=dry_run) as announced:
            return import_postings(actor, entries, dry_run=dry_run, advance=advance)
