"""The web server: what it loads, once for all its workers, and what it leaves to others."""

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest

from tests.config.processes import CHECKOUT, background, data_folder, eventually
from tests.config.site import free_port

# Each is needed by another process, or by a few requests that load it themselves.
NOT_LOADED = {
    "celery": "workers and the relay",
    "stripe": "sites that offer it",
    "reportlab": "the request that asks for an invoice",
    "fido2": "pages that sign people in",
    "drf_spectacular.generators": "the request that asks for the OpenAPI document",
    "requests": "nobody: Django REST framework would load it where it finds it",
    "rich": "nobody: structlog would load it where it finds it",
    "django.test": "tests",
    "hypothesis": "tests",
}
LOADING = """
import nexus.config.wsgi, psutil, sys
process = psutil.Process()
print(process.num_threads(), len(process.net_connections()))
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded() -> tuple[str, set[str]]:
    command = [sys.executable, "-W", "ignore", "-c", LOADING]
    told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    process, modules = told.splitlines()
    return process, set(modules.split())


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def web(port) -> Iterator[psutil.Process]:
    with data_folder() as home:
        command = ["-m", "nexus.config.web", "nexus.config.wsgi:application"]
        command += ["--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "1"]
        command += ["--respawn-failed-workers", "--respawn-interval", "0.1"]
        with background(home, *command) as process:
            web = psutil.Process(process.pid)
            assert eventually(lambda: len(web.children()) == 2, 60)
            yield web


@pytest.mark.parametrize("name", NOT_LOADED)
def test_what_others_need_is_not_loaded(loaded, name):
    assert name not in loaded[1]


def test_no_door_is_loaded_by_its_first_visitor(loaded):
    assert {"nexus.config.urls", "nexus.config.schema", "nexus.commerce.orders.rest.views"} <= loaded[1]


def test_loading_starts_no_thread_and_opens_no_connection_that_workers_would_share(loaded):
    assert loaded[0] == "1 0"


def test_workers_share_what_was_loaded(web):
    for worker in web.children():
        held = worker.memory_full_info()
        assert held.uss < held.rss / 2


def test_a_killed_worker_comes_back_without_loading_anew(web):
    killed, kept = web.children()
    killed.kill()
    assert eventually(lambda: len(set(web.children()) - {killed}) == 2)
    (new,) = set(web.children()) - {killed, kept}
    assert sum(new.cpu_times()[:2]) < sum(web.cpu_times()[:2]) / 2


@pytest.mark.parametrize(
    ("path", "content_type", "status"),
    [
        ("/api/products/", "application/json", 413),
        ("/api/nothing/", "multipart/form-data; boundary=x", 404),
        ("/nothing/", "text/plain", 404),
    ],
)
def test_who_sends_ten_megabytes_before_listening_hears_the_refusal(web, port, path, content_type, status):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("POST", path, bytes(10_000_000), {"Content-Type": content_type})

        assert line.getresponse().status == status
