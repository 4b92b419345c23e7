"""What came of a case."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

INTRO = """# Torture

Real processes on a real PostgreSQL, Valkey and RabbitMQ, killed with SIGKILL while they work: web processes,
workers, relays, senders, brokers, the database. A client sends again until it has an answer, and its own
journal is the truth. Each case ran a second time with its defence taken out, and had to fail. `make torture`
makes this report anew, `make torture ARGS="outbox-rabbitmq database"` some of it.

- **n**: what was asked for. **sent**: requests, those sent again included. **kills**: processes and engines
  killed, and those that errands ended.
- **lost**: promised to a client, not there. **doubled**: there twice. **violated**: a rule that doesn't hold.
- **p99**: from the first sending to the answer, or from what happened to its effect, in ms, kills included.

| case | n | sent | kills | lost | doubled | violated | p99 | without its defence |
|---|---|---|---|---|---|---|---|---|
"""


@dataclass
class Result:
    """The figures of one run of a case, and a sentence for each thing that isn't as promised."""

    case: str
    n: int
    sent: int = 0
    kills: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    violated: list[str] = field(default_factory=list)
    p99_ms: float = 0
    notes: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """List all that isn't as promised."""
        return [*self.lost, *self.doubled, *self.violated]


def write_report(path: Path, runs: list[tuple[Result, Result]], circumstances: str) -> None:
    """Write what came of these cases into the report; the others' last runs stay in it."""
    kept = path.with_suffix(".json")
    known: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    for sound, control in runs:
        known[sound.case] = {
            "run": circumstances,
            "sound": asdict(sound) | {"p99_ms": round(sound.p99_ms)},
            "control": control.faults[:3],
        }
    known = dict(sorted(known.items(), key=lambda one: (int(one[0].partition(".")[0]), one[0])))
    path.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(f"{json.dumps(known, indent=2)}\n")
    path.write_text("".join([INTRO, *map(_line, known.values()), *map(_details, known.values())]))


def _line(told: dict[str, Any]) -> str:
    sound = told["sound"]
    counts = [len(sound[what]) for what in ("lost", "doubled", "violated")]
    caught = told["control"][0] if told["control"] else "NOT CAUGHT"
    figures = [sound["case"], sound["n"], sound["sent"], sound["kills"], *counts, sound["p99_ms"], caught]
    return f"| {' | '.join(map(str, figures))} |\n"


def _details(told: dict[str, Any]) -> str:
    sound = told["sound"]
    said = [told["run"], *sound["notes"], *sound["lost"], *sound["doubled"], *sound["violated"]]
    return f"\n## {sound['case']}\n\n" + "".join(f"- {sentence}\n" for sentence in said[:30])
