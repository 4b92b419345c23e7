#!/usr/bin/env python
"""Any management command, with the engines that it needs around it."""

import os
import sys
from contextlib import ExitStack

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from nexus.config.embedded import EngineError, engines_in_environment
from nexus.config.loading import undisturbed
from nexus.config.run.claim import claimed
from nexus.config.run.console import say

NEED_NO_ENGINES = {"help", "version", "startapp", "startproject", "makemessages", "compilemessages"}
ONLY_ASK = {"-h", "--help", "--version"}


def main() -> None:
    """Run the command that the shell names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")
    arguments = sys.argv[1:] or ["help"]
    asks_only = arguments[0] in NEED_NO_ENGINES or not ONLY_ASK.isdisjoint(arguments)
    with ExitStack() as surroundings:
        if not asks_only:
            if arguments[0] == "run":
                surroundings.enter_context(claimed())
            surroundings.enter_context(engines_in_environment(say))
            with undisturbed():
                django.setup()
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except (EngineError, ImproperlyConfigured) as why:
        sys.exit(f"nexus: {why}")
    except KeyboardInterrupt:
        sys.exit(130)
