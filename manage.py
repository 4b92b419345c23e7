#!/usr/bin/env python
"""Any management command, with the engines that it needs around it."""

import os
import sys
from contextlib import ExitStack, suppress
from importlib.util import find_spec

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError
from psycopg import OperationalError
from psycopg.errors import UndefinedTable

from nexus.config.embedded import EngineError, engines_in_environment
from nexus.config.loading import undisturbed
from nexus.config.run.claim import claimed
from nexus.config.run.console import say

NEED_NO_ENGINES = {"help", "version", "startapp", "startproject", "makemessages", "compilemessages"}
ONLY_ASK = {"-h", "--help", "--version"}


def main() -> None:
    """Run the command that the shell names."""
    settings = os.environ.get("DJANGO_SETTINGS_MODULE") or "nexus.config.settings.demo"
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    arguments = sys.argv[1:] or ["help"]
    with ExitStack() as surroundings:
        if not only_asks(arguments):
            require_module(settings)
            if arguments[0] == "run":
                surroundings.enter_context(claimed())
            surroundings.enter_context(engines_in_environment(say))
            with undisturbed():
                django.setup()
        execute_from_command_line(sys.argv)


def only_asks(arguments: list[str]) -> bool:
    """Tell whether this is a question about commands, which needs no engines."""
    return arguments[0] in NEED_NO_ENGINES or not ONLY_ASK.isdisjoint(arguments)


def require_module(settings: str) -> None:
    """Stop with a sentence where there are no such settings, before engines are started for them."""
    with suppress(ImportError, ValueError):  # of a name that is no module's, or lies in no package
        if find_spec(settings):
            return
    raise ImproperlyConfigured(f"DJANGO_SETTINGS_MODULE is {settings!r}: there is no such module.")


def no_database(why: DatabaseError) -> str | None:
    """Say that no database is there to work on, where that is what a command failed on."""
    cause = why.__cause__
    if isinstance(cause, UndefinedTable):
        return "The database lacks tables that this needs: manage.py migrate makes them."
    if isinstance(cause, OperationalError) and cause.sqlstate is None:  # no server has said anything
        return f"The database can't be reached: {str(cause).splitlines()[0]}."
    return None


if __name__ == "__main__":
    try:
        main()
    except (EngineError, ImproperlyConfigured) as why:
        sys.exit(f"nexus: {why}")
    except DatabaseError as why:
        sentence = no_database(why)
        if sentence is None:
            raise
        sys.exit(f"nexus: {sentence}")
    except KeyboardInterrupt:
        sys.exit(130)
