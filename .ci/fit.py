"""Whether this Python can set the project up; if not, one sentence on what is missing."""

import importlib
import os
import shutil
import sys
import sysconfig

DEBIAN = "on Debian or Ubuntu: apt-get install "


def missing():
    """What keeps the project from being set up, or None."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return (
            "downdraft needs Python 3.11, 3.12 or 3.13, and this is %d.%d; "
            "name one that fits, as in: make test PYTHON=python3.12"
        ) % sys.version_info[:2]
    for module in ("venv", "ensurepip"):
        try:
            importlib.import_module(module)
        except ImportError:
            return "this Python has no %s module; %spython3-venv" % (module, DEBIAN)
    if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
        return "this Python has no headers (Python.h); %spython3-dev" % DEBIAN
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if not shutil.which(compiler):
        return "there is no C compiler (%s); %sgcc libc6-dev" % (compiler, DEBIAN)
    return None


if __name__ == "__main__":
    sys.exit(missing())
