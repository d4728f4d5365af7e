"""Set-up compiles everything: nothing is left to a request."""

import subprocess
import sys

import pytest

from sidan.dispatch.compiled import HAS_NUMBA

COLD = """
import sys
from sidan.dispatch.tests.test_without_numba import asked
from sidan.dispatch.warm import warm


def called():
    return {
        f"{name}.{key}" for name, module in list(sys.modules.items()) if name.startswith("sidan.dispatch")
        for key, value in vars(module).items() if hasattr(value, "signatures") and value.signatures
    }


warm()
ready = called()
asked()
assert len(ready) > 5, ready
print(*sorted(called() - ready), "done")
"""


@pytest.mark.skipif(not HAS_NUMBA, reason="nothing is compiled without numba")
def test_no_compiled_function_waits_for_its_first_call() -> None:
    done = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
