"""Load from wrk, in turns, so that a machine whose speed drifts treats both sides alike."""

import http.client
import json
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 8
SECONDS = 4
SLOW = 40  # requests a second
SECONDS_OF_SLOW = 16


def requests_per_second(url: str, seconds: int = SECONDS, script: Path | None = None) -> float:
    """Load one address and give its rate; an answer that isn't 2xx or 304 stops the bench.

    script: what wrk sends instead of a plain GET.
    """
    if shutil.which("wrk") is None:
        raise SystemExit("The bench needs wrk: apt-get install wrk.")
    sent = ["-s", str(script)] if script else []
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *sent, url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in printed:
        raise SystemExit(f"{url} answered errors under load:\n{printed}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", printed).group(1))


def compare(ours: str, floor: str, rounds: int = 3, script: Path | None = None) -> tuple[float, float]:
    """Load both in turns and give the median rate of each; the floor is always asked plainly."""
    our_rate, floor_rate = in_turns([(ours, script), (floor, None)], rounds)
    return our_rate, floor_rate


def in_turns(asked: Sequence[tuple[str, Path | None]], rounds: int, warming: int = 1) -> list[float]:
    """Load addresses, each with its script, one after another in each round: the median rate of each."""
    warm = [_alone(url, warming, script) for url, script in asked]
    # Whatever is still under way when the time is up isn't counted: the slow get more of it.
    seconds = [SECONDS if rate > SLOW else SECONDS_OF_SLOW for rate in warm]
    turns = [
        [_alone(url, each, script) for (url, script), each in zip(asked, seconds, strict=True)]
        for _ in range(rounds)
    ]
    return [statistics.median(rates) for rates in zip(*turns, strict=True)]


def _alone(url: str, seconds: int, script: Path | None) -> float:
    rate = requests_per_second(url, seconds, script)
    time.sleep(min(CONNECTIONS / max(rate, 0.1), 20))  # it still works on what it was asked last
    return rate


def posting(query: str) -> str:
    """Write the script that posts a GraphQL query."""
    body = json.dumps({"query": " ".join(query.split())})
    return (
        f"wrk.method = 'POST'\nwrk.body = [==[{body}]==]\nwrk.headers['Content-Type'] = 'application/json'\n"
    )


def milliseconds(*urls: str, times: int = 400) -> list[tuple[float, float]]:
    """Ask addresses one after another, in turns: the median and the 95th percentile of each."""
    hosts = {urlsplit(url).netloc for url in urls}
    connections = {host: http.client.HTTPConnection(host, timeout=20) for host in hosts}
    taken: dict[str, list[float]] = {url: [] for url in urls}
    for turn in range(times + times // 10):
        for url in urls:
            begun = time.perf_counter()
            _ask(connections[urlsplit(url).netloc], url)
            if turn >= times // 10:  # the first ones warm up
                taken[url].append((time.perf_counter() - begun) * 1_000)
    return [(statistics.median(each), statistics.quantiles(each, n=20)[-1]) for each in taken.values()]


def _ask(connection: http.client.HTTPConnection, url: str) -> None:
    parts = urlsplit(url)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{url} answers {answer.status}.")
