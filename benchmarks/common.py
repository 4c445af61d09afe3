"""What the four modules share: clocks, memory, and lines of a table."""

import argparse
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import scipy

ROOT = Path(__file__).resolve().parent.parent


def clock(call: Callable[[], Any], repeat: int = 5) -> float:
    """Shortest wall time (s) of several calls; short calls are repeated inside the clock until they last 2 ms."""
    call()
    best, _ = once(call)
    number = max(1, round(2e-3 / max(best, 1e-7)))
    for _ in range(repeat):
        start = time.perf_counter()
        for _ in range(number):
            call()
        best = min(best, (time.perf_counter() - start) / number)
    return best


def once(call: Callable[[], Any]) -> tuple[float, Any]:
    """Wall time (s) of one call, and its value."""
    start = time.perf_counter()
    value = call()
    return time.perf_counter() - start, value


def error(values: Any, reference: Any) -> float:
    """Largest relative deviation."""
    values, reference = np.asarray(values, dtype=float), np.asarray(reference, dtype=float)
    return float(np.max(np.abs(values / reference - 1.0)))


def peak() -> int:
    """Largest resident size of this process so far, bytes.

    ``ru_maxrss`` starts at the size of the process that made this one; Linux tells the own one as VmHWM.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))):
        return 1024 * int(found[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def fresh(code: str) -> str:
    """What a new process prints that runs ``code`` from the root of the repository."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def mpmath() -> Any:
    """The package, or None where it is not installed (it is not needed for the tests)."""
    try:
        import mpmath as package
    except ImportError:
        return None
    return package


def span(seconds: float) -> str:
    """A time with a unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def quick(description: str) -> bool:
    """Whether the command line asks for a short run."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, and smaller shares for what is slow")
    return bool(parser.parse_args().quick)


def heading(title: str) -> None:
    machine = f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}"
    print(f"\n## {title}\n\n{machine}, {platform.machine()}\n")


def table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table that reads as text and as Markdown."""
    widths = [max(len(line[k]) for line in (columns, *rows)) for k in range(len(columns))]
    for line in (columns, tuple("-" * w for w in widths), *rows):
        print("| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |", flush=True)
