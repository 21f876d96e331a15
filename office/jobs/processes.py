"""Which process a worker is, whether it still lives, and the end of one that is frozen.

A worker is named "computer/world/process/birth": `world` is told by the start of the computer and the container, so that the
same process number after a restart, or next door, is another worker; `birth` tells it from a later process of its number.
"""

import hashlib
import os
import signal
import socket
import time
from functools import cache
from pathlib import Path


def own_name() -> str:
    """The name of this process as a worker, below 120 characters."""
    return f"{socket.gethostname()[:60]}/{_world()}/{os.getpid()}/{_birth(os.getpid())}"


def is_here(worker: str) -> bool:
    """Whether the worker belongs to this computer and container, so that its life can be seen."""
    return len(worker.split("/")) == 4 and worker.split("/")[1] == _world()


def is_alive(worker: str) -> bool:
    """Whether the process of a worker that `is_here` still runs."""
    number, birth = worker.split("/")[2:]
    return birth != "" and _birth(int(number)) == birth


def end(worker: str, *, within: float = 5) -> bool:
    """Kill the process of a worker that `is_here`; whether it is gone `within` so many seconds."""
    number = int(worker.split("/")[2])
    for _attempt in range(int(within / 0.05)):
        if not is_alive(worker):
            return True
        try:
            os.kill(number, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return not is_alive(worker)
        time.sleep(0.05)
    return False


@cache
def _world() -> str:
    boot = Path("/proc/sys/kernel/random/boot_id").read_bytes()
    container = os.readlink("/proc/self/ns/pid").encode()
    return hashlib.sha256(boot + container).hexdigest()[:12]


def _birth(number: int) -> str:
    """When the process started, in ticks since the computer did; empty when there is none or only its remains."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    # The name of the program stands in brackets and may hold anything: what counts comes after the last of them.
    facts = stat.rpartition(")")[2].split()
    return "" if facts[0] in "ZX" else facts[19]
