"""Who used the machine: the work of a block is told of whoever did it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.spent import Spent, of_process

pytestmark = pytest.mark.skipif(not Path("/proc/stat").exists(), reason="no /proc tells it here")
BUSY = "import time\nwhile time.process_time() < 0.3: pass"


def test_the_work_of_a_block_is_told_of_whoever_did_it():
    spent = Spent({"this one": os.getpid()}, "children")
    with spent.measured():
        subprocess.run([sys.executable, "-c", BUSY], check=True)
        began = time.process_time()
        while time.process_time() - began < 0.2:
            pass
    assert 0.1 < spent.by_name["this one"] < 5
    assert 0.25 < spent.by_name["children"] < 5
    first, *lines = spent.told()
    assert first.startswith("CPU over ")
    assert {line.rpartition("%  ")[2] for line in lines} == {
        "this one",
        "children",
        "anything else",
    }


def test_of_a_process_that_is_none_nothing_is_known():
    assert of_process(2**22 + 1) != of_process(2**22 + 1)
