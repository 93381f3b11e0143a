"""What a server's processes cost, read from /proc: CPU seconds and memory of a process tree."""

import os
import time
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_MIB = 1024 * 1024


def tree(root):
    """Process ids of `root` and of all its living descendants."""
    children = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            stat = _stat(int(entry.name))
            if stat:
                children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(children.get(pid, []))
    return found


def cpu_seconds(root):
    """User and system time of the tree, with what the root's dead children used."""
    ticks = 0
    for pid in tree(root):
        stat = _stat(pid)
        if stat:
            ticks += int(stat[11]) + int(stat[12])
            if pid == root:
                ticks += int(stat[13]) + int(stat[14])
    return ticks / _TICKS_PER_SECOND


class Disturbance:
    """How much of the machine was used by others than this program, its servers and its clients."""

    def __init__(self):
        self._begin = time.monotonic()
        self._others = self._used_by_others()

    def share(self):
        """From 0 (the machine was ours alone) to 1, since this object was made."""
        seconds = (time.monotonic() - self._begin) * os.cpu_count()
        return max(0.0, (self._used_by_others() - self._others) / seconds)

    def _used_by_others(self):
        ticks = list(map(int, Path("/proc/stat").read_text().split(None, 9)[1:9]))
        idle, waiting = ticks[3], ticks[4]
        # A process's own time includes the interrupts it was charged for, so they belong here too.
        busy = sum(ticks) - idle - waiting
        return busy / _TICKS_PER_SECOND - cpu_seconds(os.getpid())


def resident_mib(root):
    """Resident memory, summed over the tree (pages shared between processes count each time)."""
    return sum(_status_kib(pid, "VmRSS") for pid in tree(root)) / 1024


def proportional_mib(root):
    """Resident memory with every shared page divided among those that share it."""
    total = 0
    for pid in tree(root):
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            pass
    return total / 1024


def settle(root, patience=60):
    """Waits until resident memory has kept within 1 MiB for 5 seconds; whether it did in time."""
    give_up = time.monotonic() + patience
    least = most = resident_mib(root)
    since = time.monotonic()
    while time.monotonic() - since < 5:
        if time.monotonic() > give_up:
            return False
        time.sleep(0.25)
        now = resident_mib(root)
        least, most = min(least, now), max(most, now)
        if most - least > 1:
            least = most = now
            since = time.monotonic()
    return True


def reset_peak(root):
    """Starts a new high-water mark of resident memory for each process of the tree."""
    for pid in tree(root):
        try:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        except OSError:
            pass


def peak_mib(root):
    """The highest resident memory since reset_peak, summed over the tree."""
    return sum(_status_kib(pid, "VmHWM") for pid in tree(root)) / 1024


def _stat(pid):
    """The fields of /proc/PID/stat after the command's name: state first, then the parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _status_kib(pid, field):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
