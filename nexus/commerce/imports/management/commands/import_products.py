from __future__ import annotations

import gc
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from nexus.commerce.imports.actions import ProductImport
from nexus.commerce.imports.exceptions import UnreadableFile
from nexus.commerce.imports.files import Table, open_table
from nexus.commerce.imports.formats import format_of
from nexus.commerce.imports.reading import Reader
from nexus.kernel.imports.actions import Announced
from nexus.kernel.imports.commands import account_called
from nexus.kernel.kit.actor import Role
from nexus.kernel.kit.currencies import known_currency


class Command(BaseCommand):
    help = (
        "Merge a CSV of products (Shopify's or ours) into a seller's catalogue: see docs/guides/importing.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--seller", required=True, metavar="NAME", help="the seller's username")
        parser.add_argument("--currency", default="", metavar="CODE", help="of prices that name none")
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing, and say what would be done"
        )

    def handle(self, *_: Any, file: Path, seller: str, currency: str, dry_run: bool, **__: Any) -> None:
        actor = account_called(seller, Role.SELLER)
        imported = ProductImport(actor, currency=_currency(currency), dry_run=dry_run)
        try:
            with (
                open_table(file) as table,
                Announced(actor, "products", table.size, dry_run=dry_run) as announced,
            ):
                rows = self._import(table, imported, announced)
        except UnreadableFile as reason:
            raise CommandError(str(reason)) from None
        tally = imported.tally
        self.stdout.write(
            f"{'Dry run, nothing written: ' if dry_run else ''}read {rows} rows, {tally.products} products: "
            f"{tally.created} created, {tally.updated} updated, {tally.unchanged} unchanged, "
            f"{tally.rejected} rejected."
        )

    def _import(self, table: Table, imported: ProductImport, announced: Announced) -> int:
        layout = format_of(table.header)
        self.stderr.write(f"Import {announced.id}.")
        self._say_how_it_is_read(table, layout.name, layout.unknown)
        reader = Reader(table, layout, imported.look_at)
        gc.freeze()  # all that is loaded: the rows, coming and going, would have it searched for garbage
        with _progress() as progress:
            bar = progress.add_task("", total=table.size, done="")
            for lot in reader.lots():
                for fault in imported.take(lot):
                    self._tell(progress, f"line {fault.line}: {fault.reason}")
                announced.reach(reader.position)
                progress.update(bar, completed=reader.position, done=f"{reader.rows} rows")
        if not reader.rows:
            raise UnreadableFile("The file names its columns, but has no rows.")
        return reader.rows

    def _say_how_it_is_read(self, table: Table, name: str, unknown: list[str]) -> None:
        self.stderr.write(f"Reading {name}.")
        if table.encoding == "cp1252":
            self.stderr.write("The file is not UTF-8: its letters are read as Windows-1252.")
        if unknown:
            self.stderr.write(f"Columns that say nothing here: {', '.join(unknown)}.")

    def _tell(self, progress: Progress, sentence: str) -> None:
        # Where a bar is drawn, only its own console can write above it.
        if progress.disable:
            self.stderr.write(sentence)
        else:
            progress.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _currency(code: str) -> str:
    code = code.upper()
    try:
        if code:
            known_currency(code)
    except ValidationError as refusal:
        raise CommandError(f"--currency {code}: give an ISO 4217 code, such as USD.") from refusal
    return code


def _progress() -> Progress:
    return Progress(
        TextColumn("importing"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[done]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
