"""What a user waits for: wall and processor times of whole processes.

``python -m benchmarks.startup [--quick]`` prints the table; asv finds the class.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.common import heading, quick, span, table

REPEAT = 7
BARE = "python -c pass"
NEEDED = "import numpy, scipy.special, pydantic, pint, xarray, rich.table, jinja2, matplotlib.backends.backend_svg"
COMMANDS: dict[str, list[str]] = {
    BARE: ["-c", "pass"],
    "import numpy": ["-c", "import numpy"],
    "import nuforce": ["-c", "import nuforce"],
    "nuforce --help": ["-m", "nuforce", "--help"],
    "nuforce potential e e --at 1nm": ["-m", "nuforce", "potential", "e", "e", "--at", "1nm"],
    "import what reach needs of others": ["-c", NEEDED],
    "nuforce reach": ["-m", "nuforce", "reach"],
}
"""Arguments of the interpreter; ``nuforce reach`` also makes its figures and its report."""


def _processor() -> float:
    """Seconds of both cores that ended children have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def spent(name: str) -> tuple[float, float]:
    """Wall time from the start of the process to its end, and its processor time (s), in an empty folder."""
    environment = {**os.environ, "MPLBACKEND": "Agg", "NO_COLOR": "1"}
    with tempfile.TemporaryDirectory() as folder:
        before, start = _processor(), time.perf_counter()
        subprocess.run(
            [sys.executable, *COMMANDS[name]], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL
        )
        return time.perf_counter() - start, _processor() - before


def several(name: str, repeat: int = REPEAT) -> tuple[list[float], list[float]]:
    """Sorted wall and processor times after a warm-up, which fills the caches of byte code, files and fonts."""
    spent(name)
    walls, processors = zip(*(spent(name) for _ in range(repeat)), strict=True)
    return sorted(walls), sorted(processors)


class Startup:
    params = tuple(COMMANDS)
    param_names = ("command",)
    timeout = 300

    def track_median(self, name: str) -> float:
        return statistics.median(several(name)[0])

    track_median.unit = "s"  # type: ignore[attr-defined]  # asv reads it


def main() -> None:
    repeat = 3 if quick(__doc__ or "") else REPEAT
    heading("Start-up")
    listing = []
    bare = 0.0
    for name in COMMANDS:
        walls, processors = several(name, repeat)
        median = statistics.median(walls)
        bare = bare or median
        over = "-" if name == BARE else span(median - bare)
        listing.append((name, span(median), over, span(walls[0]), span(walls[-1]), span(statistics.median(processors))))
    table(("process", f"median of {repeat}", "over bare", "shortest", "longest", "processor"), listing)


if __name__ == "__main__":
    main()
