"""The torture in small: what is promised holds under fire, and is seen not to without its defence.

Each file of tests runs its cases in one process, so that workers can share them out.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.config.processes import CHECKOUT, data_folder, environment
from tests.ground import migrated_postgres
from tests.torture.arena import GROUND

PATIENCE_S = 1_200
MARKS = [pytest.mark.long, pytest.mark.timeout(PATIENCE_S + 60)]
Runs = dict[str, tuple[dict[str, Any], dict[str, Any]]]


def in_small(*cases: str, killed: set[str]) -> tuple[Callable[..., Any], ...]:
    """Give a file's fixture and its two tests; in small, only those that are named have processes killed."""

    @pytest.fixture(scope="module")
    def runs() -> Iterator[Runs]:
        with data_folder() as home:
            yield _run(home, cases)

    @pytest.mark.parametrize("case", cases)
    def holds(runs: Runs, case: str) -> None:
        sound, _ = runs[case]
        faults = sound["lost"] + sound["doubled"] + sound["violated"]
        assert faults == [], faults
        assert sound["kills"] or case not in killed

    @pytest.mark.parametrize("case", cases)
    def is_seen(runs: Runs, case: str) -> None:
        _, weak = runs[case]
        assert weak["lost"] or weak["doubled"] or weak["violated"]

    return runs, holds, is_seen


def _run(home: Path, cases: tuple[str, ...]) -> Runs:
    told = home / "torture.json"
    command = [sys.executable, "-m", "tests.torture", *cases, "--size", "small", "--json", str(told)]
    run = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=environment(home, **{GROUND: str(migrated_postgres())}),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert told.exists(), run.stdout + run.stderr
    return dict(zip(cases, json.loads(told.read_text()), strict=True))
