"""`make run` and `manage.py`, seen from the shell."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from manage import only_asks, require_module
from nexus.config.addresses import as_broker, numbered
from nexus.config.embedded import EngineError, open_home
from nexus.config.run.address import Address, asked_address, asked_live_address, require_free
from nexus.config.run.children import Program
from nexus.config.run.programs import asked_web_workers
from nexus.config.run.reaching import require_broker
from nexus.config.run.supervisor import Supervisor
from tests.config.processes import (
    CHECKOUT,
    background,
    data_folder,
    environment,
    eventually,
    python,
    running_in,
)
from tests.config.site import Site, free_port, site_on
from tests.ground import lay_empty_database, lay_migrated_database
from tests.kernel.working import broker_url

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]  # whole sites, one after the other


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site on a new data folder; whatever it has been through, Ctrl-C ends it and leaves nothing."""
    with data_folder() as folder, site_on(folder) as site:
        site.start()
        yield site
        assert site.stop(signal.SIGINT) == 0
        assert running_in(folder) == {}
        assert list((folder / "run").glob("*.json")) == []


@pytest.fixture
def used_home(home) -> Path:
    """A data folder whose engines were started before."""
    lay_empty_database(home)
    return home


def run(home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return python(home, "manage.py", "run", **more)


def test_a_site_answers_and_says_where_to_look(site):
    assert site.ready()
    for page in ("/api/", "/swagger/", "/graphql", "/admin/"):
        assert f"http://127.0.0.1:{site.port}{page}\n" in site.said()


def test_the_live_server_answers_where_it_is_said(site):
    assert f"ws://127.0.0.1:{site.live_port}/ws/\n" in site.said()
    with urllib.request.urlopen(f"http://127.0.0.1:{site.live_port}/health/ready") as answer:
        assert answer.read() == b'{"status":"ok"}'


def test_a_second_start_on_the_same_folder_is_refused_in_a_sentence(site):
    result = run(site.home, PORT=str(free_port()))
    expected = f"nexus: Nexus already runs on {site.home}, at http://127.0.0.1:{site.port}"
    assert result.returncode == 1
    assert result.stderr == f"{expected} (process {site.process.pid}).\n"


def test_a_taken_port_is_refused_before_anything_is_made(site, home):
    result = run(home, PORT=str(site.port))
    assert result.returncode == 1
    assert (
        f"port {site.port} (Address already in use): choose another port, as in PORT=8080." in result.stderr
    )
    assert result.stderr.count("\n") == 1
    assert not (home / "postgres").exists()


def test_a_command_beside_a_running_site_joins_its_engines(site):
    before = {pid for pid, name in running_in(site.home).items() if name in ("postgres", "valkey-server")}
    result = python(site.home, "manage.py", "shell", "-v0", "-c", "print(User.objects.count() >= 0)")
    assert result.stdout == "True\n", result.stderr
    assert before & running_in(site.home).keys()
    assert site.ready()


def test_dbshell_needs_no_psql_of_the_machine(site):
    result = python(
        site.home, "manage.py", "dbshell", "--", "-Atc", "SELECT current_database()", PATH="/nowhere"
    )
    assert result.stdout == "nexus\n", result.stderr


def test_a_killed_database_comes_back(site):
    pid = int((site.home / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: "Postgres has died" in site.said())
    assert eventually(site.ready)


def test_a_killed_web_server_comes_back(site):
    pid = site.pid_of("web")
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: "web ended (signal 9): it starts again in 1 s" in site.said())
    assert eventually(lambda: site.ready() and site.pid_of("web") != pid)


def test_a_start_after_a_kill_takes_over(site):
    left = running_in(site.home).keys() - {site.process.pid}
    site.stop(signal.SIGKILL)
    web = site.pid_of("web")
    assert psutil.pid_exists(web)
    site.start()
    assert "that a killed start had left behind" in site.said()
    assert not psutil.pid_exists(web)
    assert {running_in(site.home).get(pid) for pid in left} <= {None, "postgres", "valkey-server"}
    assert site.ready()


def test_a_port_that_is_none_is_refused_in_a_sentence(home):
    result = run(home, PORT="none")
    assert result.returncode == 1
    assert result.stderr == "nexus: PORT is 'none': it has to be a number from 1 to 65535.\n"
    assert not (home / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.5", "²"])
def test_other_ports_that_are_none_are_refused_as_well(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(EngineError, match=re.escape(f"PORT is {port!r}: it has to be a number")):
        asked_address()


def test_a_number_of_web_workers_that_is_none_is_refused_in_a_sentence(home):
    result = run(home, WEB_CONCURRENCY="many")
    assert result.returncode == 1
    assert result.stderr == "nexus: WEB_CONCURRENCY is 'many': it has to be a whole number from 1 up.\n"
    assert not (home / "postgres").exists()


@pytest.mark.parametrize("workers", ["0", "-1", "1.5", "²"])
def test_other_numbers_of_web_workers_are_refused_as_well(monkeypatch, workers):
    monkeypatch.setenv("WEB_CONCURRENCY", workers)
    with pytest.raises(EngineError, match="WEB_CONCURRENCY is"):
        asked_web_workers()


def test_a_data_folder_that_cant_be_written_is_refused_in_a_sentence(home):
    (home / "file").touch()
    result = run(home / "file" / "deeper")
    assert result.returncode == 1
    assert result.stderr.startswith(f"nexus: The data folder {home}/file/deeper can't be written (")
    assert result.stderr.count("\n") == 1


def test_a_program_that_cant_start_shows_its_own_words_and_leaves_nothing(home):
    lay_migrated_database(home)
    ports = {"PORT": str(free_port()), "LIVE_PORT": str(free_port())}
    result = run(home, **ports, GRANIAN_BACKPRESSURE="many", NEXUS_DEMO="0")
    assert result.returncode == 1
    assert "nexus: web ended at its start (exit code 2)." in result.stderr
    assert "'many' is not a valid integer" in result.stderr
    assert "Traceback" not in result.stderr
    assert running_in(home) == {}


@pytest.mark.parametrize("arguments", [["help"], ["--version"], ["migrate", "--help"]])
def test_a_question_about_commands_needs_nothing_started(arguments):
    assert only_asks(arguments)
    assert not only_asks(["migrate"])


def test_a_question_about_commands_starts_nothing(home):
    result = python(home, "manage.py")
    assert result.returncode == 0
    assert "import_jobs" in result.stdout
    assert not (home / "postgres").exists()


def test_a_command_alone_starts_the_engines_and_stops_them_when_it_is_ended(used_home):
    waiting = "import time; print('in', flush=True); time.sleep(60)"
    with background(used_home, "manage.py", "shell", "-v0", "-c", waiting) as process:
        assert "in\n" in iter(process.stdout.readline, "")
        assert {"postgres", "valkey-server"} <= set(running_in(used_home).values())
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
    assert running_in(used_home) == {}


def test_a_command_that_fails_stops_its_engines(used_home):
    result = python(used_home, "manage.py", "shell", "-v0", "-c", "raise RuntimeError('as it happens')")
    assert result.returncode == 1
    assert "as it happens" in result.stderr
    assert running_in(used_home) == {}


def test_a_database_that_is_not_there_is_one_sentence(home):
    ports = {"PORT": str(free_port()), "LIVE_PORT": str(free_port())}
    result = run(home, **ports, DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert result.returncode == 1
    assert "nexus: The database can't be reached: connection failed" in result.stderr
    assert "Traceback" not in result.stderr
    assert running_in(home) == {}


NO_DATABASE = "postgresql://nobody@127.0.0.1:1/nothing"  # asked for only after the others


@pytest.mark.parametrize(
    ("addresses", "sentence"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "Valkey can't be used at REDIS_URL: Error 111 connecting"),
        (
            {"REDIS_URL": numbered(os.environ["REDIS_URL"], 999)},
            "Valkey can't be used at REDIS_URL: DB index is out of range.",
        ),
        (
            {"REDIS_URL": os.environ["REDIS_URL"], "CELERY_BROKER_URL": "amqp://guest:pass@127.0.0.1:1//"},
            "The broker can't be used at CELERY_BROKER_URL (unless set, beside REDIS_URL): [Errno 111] ",
        ),
    ],
)
def test_a_valkey_or_a_broker_that_is_not_there_is_one_sentence(home, addresses, sentence):
    ports = {"PORT": str(free_port()), "LIVE_PORT": str(free_port())}
    result = run(home, **ports, DATABASE_URL=NO_DATABASE, **addresses)
    assert result.returncode == 1
    assert f"nexus: {sentence}" in result.stderr
    assert "Traceback" not in result.stderr
    assert "pass" not in result.stderr
    assert running_in(home) == {}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"guest:guest": "guest:wrong"}, "ACCESS_REFUSED - Login was refused"),
        ({":5672//": ":5672/no-such-vhost"}, "NOT_ALLOWED - vhost no-such-vhost not found"),
    ],
)
def test_a_broker_that_lets_nobody_in_is_one_sentence(settings, changed, reason):
    address = broker_url("rabbitmq")
    for text, other in changed.items():
        address = address.replace(text, other)
    settings.CELERY_BROKER_URL = address
    with pytest.raises(EngineError, match=reason):
        require_broker()


def test_a_broker_is_used_in_its_own_database(settings):
    settings.CELERY_BROKER_URL = as_broker(numbered(settings.REDIS_URL, 999))
    with pytest.raises(EngineError, match="DB index is out of range"):
        require_broker()
    settings.CELERY_BROKER_URL = as_broker(settings.REDIS_URL)
    require_broker()


def test_a_command_on_an_empty_database_is_one_sentence(used_home):
    result = python(used_home, "manage.py", "import_jobs", "docs/examples/pens.csv", "--employer", "nobody")
    assert result.returncode == 1
    assert "nexus: The database lacks tables that this needs: manage.py migrate makes them." in result.stderr
    assert "Traceback" not in result.stderr


def test_a_python_that_is_too_old_is_one_sentence(home):
    for name in ("Makefile", "requirements/install.sh"):
        (home / name).parent.mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / name, home / name)
    old = home / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    result = subprocess.run(
        ["make", "run", f"PYTHON={old}"],
        cwd=home,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert result.stderr.startswith(f"nexus: {old} isn't a Python 3.11 or newer")
    assert not (home / ".venv").exists()


STOPPING = """
import pathlib, signal, sys
home = pathlib.Path(sys.argv[1])
def stop(*_):
    (home / "seen").write_text(str((home / "draining").exists()))
    sys.exit()
signal.signal(signal.SIGTERM, stop)
(home / "works").touch()
signal.pause()
"""


def test_a_site_says_that_it_drains_before_its_programs_are_asked_to_stop(home):
    command = [sys.executable, "-S", "-c", STOPPING, str(home)]
    program = Program("web", command, {}, lambda _: (home / "works").exists(), grace_s=10)
    supervisor = Supervisor(open_home(home), [program])
    (home / "draining").touch()  # as a start leaves it that was killed while it stopped

    supervisor.start()
    supervisor.wait_until_all_answer()
    assert not (home / "draining").exists()

    supervisor.stop(hurry=lambda: False)
    assert (home / "seen").read_text() == "True"
    assert not (home / "draining").exists()


def test_a_site_whose_data_folder_is_gone_stops_all_the_same(home):
    program = Program("web", [sys.executable, "-S", "-c", STOPPING, str(home)], {}, lambda _: True, grace_s=1)
    supervisor = Supervisor(open_home(home), [program])
    supervisor.start()
    assert eventually((home / "works").exists)
    pid = json.loads((home / "run" / "web.process.json").read_text())["pid"]
    shutil.rmtree(home)

    supervisor.stop(hurry=lambda: False)

    assert not psutil.pid_exists(pid)
    home.mkdir()


def test_site_and_sockets_can_not_share_a_port(monkeypatch):
    monkeypatch.setenv("PORT", "8100")
    monkeypatch.setenv("LIVE_PORT", "8100")

    with pytest.raises(EngineError, match="PORT and LIVE_PORT are both 8100"):
        asked_live_address()


def test_the_last_port_has_the_sockets_before_it(monkeypatch):
    monkeypatch.setenv("PORT", "65535")
    monkeypatch.delenv("LIVE_PORT", raising=False)

    assert asked_live_address().port == 65_534


def test_a_host_that_is_no_address_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setenv("HOST", "localhost")

    with pytest.raises(EngineError, match="HOST is 'localhost': it has to be an address of this machine"):
        asked_address()


@pytest.mark.parametrize("port", ["99999", "none"])
def test_a_live_servers_port_that_is_none_is_refused_in_a_sentence(port):
    with pytest.raises(EngineError, match=f"--port is '{port}': it has to be a number from 1 to 65535"):
        call_command("live", port=port)


def test_a_live_servers_address_that_is_taken_or_elsewhere_is_refused_in_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(EngineError, match=r"Address already in use.*, as in --port=8080\.$"):
            call_command("live", port=str(port))
    with pytest.raises(EngineError, match=r": set --host to an address of this machine\.$"):
        call_command("live", host="203.0.113.7", port=str(port))


@pytest.mark.parametrize("module", ["nope", "nope.settings", "nexus.config.settings.nope", "nexus..settings"])
def test_settings_that_are_not_there_are_refused_in_a_sentence(module):
    with pytest.raises(ImproperlyConfigured, match=f"DJANGO_SETTINGS_MODULE is '{module}': there is no such"):
        require_module(module)
    require_module("nexus.config.settings.demo")


def test_settings_that_are_not_there_start_nothing(home):
    result = python(home, "manage.py", "check", DJANGO_SETTINGS_MODULE="nope")
    assert result.returncode == 1
    assert result.stderr == "nexus: DJANGO_SETTINGS_MODULE is 'nope': there is no such module.\n"
    assert list(home.iterdir()) == []


def test_a_port_whose_connections_are_still_closing_counts_as_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(EngineError, match="Address already in use"):
            require_free(Address("127.0.0.1", port))
        with socket.create_connection(("127.0.0.1", port)) as visitor, server.accept()[0] as served:
            served.close()
            visitor.recv(1)
    require_free(Address("127.0.0.1", port))
