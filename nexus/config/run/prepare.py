"""Bringing the database to where the code is."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from nexus.config.demo.people import missing_sides
from nexus.config.run.console import say


def migrate() -> None:
    """Apply the migrations that are pending."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        say(f"Migrating the database ({len(pending)} migrations)")
        call_command("migrate", verbosity=0, interactive=False)


def demo_is_wanted() -> bool:
    """Tell whether the site starts with the demo: neither with NEXUS_DEMO=0 nor in production."""
    return bool(settings.DEMO_IS_WELCOME and settings.DEMO_IS_WANTED)


def load_demo() -> None:
    """Load the demo where it is wanted and not there yet."""
    if demo_is_wanted() and missing_sides():
        say("Loading the demo")
        told = StringIO()
        call_command("demo", stdout=told)
        say(told.getvalue().strip())


def let_go_of_the_database() -> None:
    """Close our connections: from here on only the programs need them."""
    connections.close_all()
