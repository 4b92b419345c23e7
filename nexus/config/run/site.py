import time
from collections.abc import Callable

from nexus.config.embedded import Home, home_path
from nexus.config.run import prepare
from nexus.config.run.address import asked_address, asked_live_address
from nexus.config.run.console import say
from nexus.config.run.programs import programs
from nexus.config.run.reaching import require_broker, require_valkey
from nexus.config.run.stopping import StopRequest
from nexus.config.run.supervisor import Supervisor
from nexus.config.run.welcome import welcome

GLANCE_S = 0.3


def run_site(look_over: Callable[[], None]) -> None:
    """Run the whole site until someone asks it to stop, or until the look over it finds a fault."""
    request = StopRequest()
    with request.heard():
        address, live, home = asked_address(), asked_live_address(), Home(home_path())
        supervisor = Supervisor(home, programs(home, address, live))
        try:
            _start(supervisor, request, look_over)
            print(welcome(address, live, demo=prepare.demo_is_wanted()), flush=True)  # noqa: T201
            while not request.made:
                supervisor.watch()
                time.sleep(GLANCE_S)
        except KeyboardInterrupt:
            pass
        finally:
            say("Stopping")
            supervisor.stop(hurry=lambda: request.repeated)


def _start(supervisor: Supervisor, request: StopRequest, look_over: Callable[[], None]) -> None:
    with request.interrupting():
        require_valkey()
        require_broker()
        prepare.migrate()
    say("Starting the web server, the live server, the worker, the relay and the sender of webhooks")
    supervisor.start()
    with request.interrupting():
        look_over()
        prepare.load_demo()
        prepare.let_go_of_the_database()
        supervisor.wait_until_all_answer()
    say("Everything answers")
