"""Workers of Dask on this machine: how many in, a cluster of so many processes out.

By settings of Dask's own, so that what is not work costs little. Its defaults look many times a
second whether anything hangs and keep what a dashboard would draw, and every worker imports all
anew: with four of them that was a third of the processor in a job of a minute.
"""

from __future__ import annotations

import multiprocessing
from importlib import import_module
from typing import Any

QUIET = {
    "distributed.worker.profile.enabled": False,  # what each thread does, every 10 ms
    "distributed.admin.tick.interval": "1s",  # whether each event loop answers; 20 ms
    "distributed.admin.system-monitor.interval": "5s",  # for the dashboard; 500 ms
    "distributed.worker.memory.monitor-interval": "500ms",  # 100 ms
    # Giving memory back after each array makes arithmetic a fifth slower.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
}
"""What differs from Dask's defaults, which stand behind."""
FORKED = {"distributed.worker.multiprocessing-method": "forkserver"}
IMPORTED = ["distributed.nanny", "engine.cluster.days"]
"""What workers need, imported once by a process that does nothing else, from which they fork."""


def started(workers: int) -> Any:
    """A cluster of so many workers of one thread each, without a dashboard.

    raises  ImportError where Dask is not installed
    """
    distributed: Any = import_module("distributed")
    dask = import_module("dask")
    forked = "forkserver" in multiprocessing.get_all_start_methods()
    with dask.config.set(QUIET | (FORKED if forked else {})):
        if forked:
            distributed.utils.get_mp_context()  # names what Dask imports, once: pandas too
            multiprocessing.set_forkserver_preload(IMPORTED)
        return distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50,
            scheduler_kwargs={"dashboard_address": ":0"},  # any port: no warning where one is taken
        )  # fmt: skip
