"""granian's command line in a process that has loaded the site: workers are forks that share its memory."""

import multiprocessing

from granian.cli import entrypoint

import nexus.config.wsgi  # noqa: F401 (loaded once, here, for all workers)

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")  # what Linux did by itself before Python 3.14
    entrypoint()  # type: ignore[no-untyped-call]
