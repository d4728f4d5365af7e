"""What signing the history costs and how fast it is walked: `make bench NAME=chain`; with DATABASE_URL on PostgreSQL.

Events are appended from one process, a hundred in a transaction (so that the figure is the product's and not the
disk's) and one in a transaction, as the door does it; with the chain a sealing tick runs after every thousand. Peers
take turns; medians of five.
"""

import os
import subprocess
import sys
import tempfile

from benchmarks._server import ROOT


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sidan-bench-") as folder:
        own = {"SIDAN_DATA": folder, "SIDAN_TEST_SUFFIX": f"_bench_{os.getpid()}"}
        env = os.environ | own | {"DJANGO_SETTINGS_MODULE": "sidan.settings"}
        subprocess.run([sys.executable, "-m", "benchmarks._inside", "_chain"], cwd=ROOT, env=env, check=True)


if __name__ == "__main__":
    main()
