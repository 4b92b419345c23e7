"""Load from wrk, in turns, so that a machine whose speed drifts treats both sides alike."""

import re
import shutil
import statistics
import subprocess

CONNECTIONS = 8


def requests_per_second(url: str, seconds: int = 4) -> float:
    """Load one address and give its rate; an answer that isn't 2xx or 304 stops the bench."""
    if shutil.which("wrk") is None:
        raise SystemExit("The bench needs wrk: apt-get install wrk.")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in printed:
        raise SystemExit(f"{url} answered errors under load:\n{printed}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", printed).group(1))


def compare(ours: str, floor: str, rounds: int = 3) -> tuple[float, float]:
    """Load both in turns and give the median rate of each."""
    requests_per_second(ours, 1)
    requests_per_second(floor, 1)
    pairs = [(requests_per_second(ours), requests_per_second(floor)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
