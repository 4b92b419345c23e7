"""README's tour, pasted into a shell: every command, and what README says comes of it."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.ground import address_of

ROOT = Path(__file__).resolve().parents[2]
ARROW = re.compile(r"^# → (?P<status>\d{3})?(?: with )?(?P<text>.*)$")
FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
MARK = "@@@ step"
# Each curl tells its status on the side, so that what it prints stays what README pipes on.
PROLOGUE = """
set -u
curl() { command curl --max-time 30 -w '%{stderr}HTTP %{http_code}\\n' "$@"; }
"""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(len(settings.DOMAINS) < 2, reason="the tour visits both sides"),
    pytest.mark.skipif(not all(map(shutil.which, ("bash", "curl"))), reason="the tour needs bash and curl"),
]


@dataclass
class Step:
    commands: str
    status: str
    text: str


def steps():
    """What stands before each arrow, and what the arrow promises."""
    _, _, tour = (ROOT / "README.md").read_text().partition("## A five-minute tour")
    found, commands = [], []
    for line in "\n".join(FENCE.findall(tour.partition("\n## ")[0])).splitlines():
        if arrow := ARROW.match(line):
            found.append(Step("\n".join(commands), arrow["status"] or "", arrow["text"].strip()))
            commands = []
        else:
            commands.append(line)
    assert not [line for line in commands if line.strip()], "a command without an arrow is not checked"
    return found


def _shell(live_server, tour):
    script = PROLOGUE + "".join(f"{step.commands}\necho '{MARK}'\necho '{MARK}' >&2\n" for step in tour)
    script = script.replace("http://localhost:8000", live_server.url).replace(
        ".venv/bin/python", sys.executable
    )
    return subprocess.run(
        ["bash"],
        input=script,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address_of(connection.settings_dict["NAME"])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_command_of_the_tour_does_what_readme_says(live_server):
    tour = steps()
    assert len(tour) > 15

    done = _shell(live_server, tour)

    printed, told = done.stdout.split(MARK), done.stderr.split(MARK)
    assert len(printed) == len(tour) + 1, done.stderr
    for step, answer, aside in zip(tour, printed, told, strict=False):
        assert re.findall(r"HTTP (\d{3})", aside) == ([step.status] if step.status else []), (
            step,
            answer,
            aside,
        )
        assert step.text.replace(" ", "") in (answer + aside).replace(" ", ""), (step, answer, aside)


def test_the_tour_has_no_command_that_is_not_checked():
    assert all(step.commands.count("curl ") == (1 if step.status else 0) for step in steps())
