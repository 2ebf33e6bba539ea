"""How much CPU another process has used, to the nanosecond (`/proc` counts in hundredths of a second)."""

import time
from typing import Final

# The kernel's own arithmetic (MAKE_PROCESS_CPUCLOCK in linux/posix-timers.h): all threads, user and system.
_SCHEDULED: Final = 2


def cpu_milliseconds(process_id: int) -> float:
    """CPU time that the process has used so far."""
    return time.clock_gettime_ns((~process_id << 3) | _SCHEDULED) / 1e6
