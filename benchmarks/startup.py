"""What a user waits for: wall times of whole processes.

``python -m benchmarks.startup`` prints the table; asv finds the class.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.common import heading, span, table

REPEAT = 7
COMMANDS: dict[str, list[str]] = {
    "python -c pass": ["-c", "pass"],
    "import numpy": ["-c", "import numpy"],
    "import nuforce": ["-c", "import nuforce"],
    "nuforce --help": ["-m", "nuforce", "--help"],
    "nuforce potential e e --at 1nm": ["-m", "nuforce", "potential", "e", "e", "--at", "1nm"],
    "nuforce reach": ["-m", "nuforce", "reach"],
}
"""Arguments of the interpreter; ``nuforce reach`` also makes its figure and its report."""


def wall(name: str) -> float:
    """Seconds from the start of the process to its end, in an empty folder."""
    environment = {**os.environ, "MPLBACKEND": "Agg", "NO_COLOR": "1"}
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, *COMMANDS[name]], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL
        )
        return time.perf_counter() - start


def walls(name: str) -> list[float]:
    """Several wall times after a warm-up, which fills the caches of byte code, files and fonts."""
    wall(name)
    return sorted(wall(name) for _ in range(REPEAT))


class Startup:
    params = tuple(COMMANDS)
    param_names = ("command",)
    timeout = 300

    def track_median(self, name: str) -> float:
        return statistics.median(walls(name))

    track_median.unit = "s"  # type: ignore[attr-defined]  # asv reads it


def main() -> None:
    heading("Start-up")
    listing = []
    for name in COMMANDS:
        times = walls(name)
        listing.append((name, span(statistics.median(times)), span(times[0]), span(times[-1])))
    table(("process", f"median of {REPEAT}", "shortest", "longest"), listing)


if __name__ == "__main__":
    main()
