"""What is measured, in order. Each measurement fills named figures of one server.

A measurement says which files it needs on disk (laid there while the server is down) and which JVM
options it is taken under; measurements with the same options share one run of the server.
"""

import os
import resource
import shutil
import statistics
import time
from dataclasses import dataclass, field
from typing import Callable

import load
import processes

GIB = 1 << 30
MIB = 1 << 20
_SMALL = b"0123456789abcdef" * 256


@dataclass(frozen=True)
class Pace:
    """How long and how often everything is measured."""

    seconds: int
    warmup: int
    rounds: int
    large: int
    huge: int


@dataclass(frozen=True)
class Measurement:
    take: Callable
    files: tuple = field(default=())
    java_options: str = ""


class Subject:
    """A running server under measurement, and where its figures go."""

    def __init__(self, server, pace, source):
        self.server, self.pace, self.source = server, pace, source
        self.figures = {}
        self._collections = 0

    def new_collection(self):
        self._collections += 1
        path = f"/made-{self._collections}/"
        load.request(self.server, "MKCOL", path)
        return path

    def forget(self, path):
        """Removes a collection from disk, so that later measurements have the memory.

        No server is asked for it again, but one may still be at the requests that the client
        left behind when its time was up.
        """
        folder = self.server.files / path.strip("/")
        give_up = time.monotonic() + 30
        while folder.exists():
            shutil.rmtree(folder, ignore_errors=time.monotonic() < give_up)

    def median(self, take):
        """The median of some rounds, after one that only warms up."""
        take(self.pace.warmup)
        return statistics.median(take(self.pace.seconds) for _ in range(self.pace.rounds))


# Files on disk -------------------------------------------------------------------------------

def lay(server, kind, pace, source):
    """Creates one kind of files directly in the server's folder."""
    folder = server.files / kind
    if folder.exists():
        return
    folder.mkdir(parents=True)
    if kind == "small":
        (folder / "file").write_bytes(_SMALL)
    elif kind == "large":
        shutil.copyfile(source, folder / "file")
    else:
        for number in range(int(kind.removeprefix("children-"))):
            with open(folder / f"file-{number:06d}.txt", "wb") as file:
                file.write(b"0123456789")
    if server.name == "apache" and os.getuid() == 0:
        shutil.chown(folder, "www-data", "www-data")


# Start and rest ------------------------------------------------------------------------------

def startup(subject):
    """Starts the server itself: seconds from exec to the first answer, median of five."""
    server = subject.server
    times = []
    for _ in range(6):
        times.append(server.start())
        server.stop()
    subject.figures["startup"] = statistics.median(times[1:])


def idle(subject):
    time.sleep(4)
    subject.figures["idle_rss"] = processes.resident_mib(subject.server.pid)
    subject.figures["idle_pss"] = processes.proportional_mib(subject.server.pid)
    if processes.settle(subject.server.pid):
        subject.figures["idle_settled"] = processes.resident_mib(subject.server.pid)


def connections(subject):
    server, count = subject.server, 1000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 4096), hard), hard))
    processes.settle(server.pid)
    before = processes.resident_mib(server.pid)
    opened = load.idle_connections(server, "/small/file", count)
    try:
        time.sleep(2)
        alive = load.still_open(opened)
        if alive < count:
            raise load.Failed(f"only {alive} of {count} idle connections stayed open")
        rise = processes.resident_mib(server.pid) - before
        if rise < 0:
            raise load.Failed(f"memory fell by {-rise:.0f} MiB meanwhile, so nothing can be said")
        subject.figures["connections_rss"] = rise
    finally:
        for connection in opened:
            connection.close()


# Reading -------------------------------------------------------------------------------------

def get4k(subject):
    subject.figures["get4k"] = subject.median(
        lambda seconds: load.steady_rate(subject.server, "/small/file", seconds, 32))


def get1g(subject):
    server, rates, cpu = subject.server, [], []
    for _ in range(subject.pace.rounds + 1):
        before = processes.cpu_seconds(server.pid)
        seconds, size = load.download(server, "/large/file")
        if size != subject.pace.large:
            raise load.Failed(f"GET brought {size} bytes of {subject.pace.large}")
        rates.append(size / seconds / MIB)
        cpu.append(processes.cpu_seconds(server.pid) - before)
    subject.figures["get1g"] = statistics.median(rates[1:])
    subject.figures["get1g_cpu"] = statistics.median(cpu[1:])


def propfind0(subject):
    subject.figures["propfind0"] = subject.median(
        lambda seconds: load.steady_rate(
            subject.server, "/small/file", seconds, 32, "propfind.lua"))


def propfind10k(subject):
    _listing(subject, 10_000, "list10k")


def propfind100k(subject):
    _listing(subject, 100_000, "list100k")


def _listing(subject, children, name):
    server, path = subject.server, f"/children-{children}/"
    kept = server.scratch / "multistatus"
    _, cold, _ = load.listing(server, path, kept)
    told = load.count_responses(kept)
    kept.unlink()
    if told != children + 1:
        raise load.Failed(f"PROPFIND told of {told} resources, not of {children + 1}")
    load.listing(server, path)
    taken = [load.listing(server, path) for _ in range(2 * subject.pace.rounds - 1)]
    subject.figures[f"{name}_cold"] = cold * 1000
    subject.figures[f"{name}_first"] = statistics.median(first for first, _, _ in taken) * 1000
    subject.figures[name] = statistics.median(total for _, total, _ in taken) * 1000


def listing_memory(subject):
    server = subject.server
    load.listing(server, "/children-10000/")
    before = processes.resident_mib(server.pid)
    processes.reset_peak(server.pid)
    for _ in range(3):
        load.listing(server, "/children-100000/")
    subject.figures["list100k_rise"] = processes.peak_mib(server.pid) - before


# Writing -------------------------------------------------------------------------------------

def put1g(subject):
    server, rates, cpu, peaks = subject.server, [], [], []
    for round_ in range(subject.pace.rounds + 1):
        path = f"/put1g-{round_}"
        processes.reset_peak(server.pid)
        before = processes.cpu_seconds(server.pid)
        seconds = load.upload(server, path, subject.source)
        cpu.append(processes.cpu_seconds(server.pid) - before)
        rates.append(subject.pace.large / seconds / MIB)
        peaks.append(processes.peak_mib(server.pid))
        stored = server.files / path[1:]
        if stored.stat().st_size != subject.pace.large:
            raise load.Failed("PUT stored another number of bytes than it was sent")
        load.request(server, "DELETE", path)
    subject.figures["put1g"] = statistics.median(rates[1:])
    subject.figures["put1g_cpu"] = statistics.median(cpu[1:])
    subject.figures["put1g_peak"] = max(peaks)


def put4k(subject):
    subject.figures["put4k"] = subject.median(lambda seconds: _puts(subject, seconds))


def _puts(subject, seconds):
    path = subject.new_collection()
    rate = load.writing_rate(subject.server, "put", path, seconds, 16)
    subject.forget(path)
    return rate


def put_into_full(subject):
    """Alternates between an empty folder and one of 100 000, so that drift hits both."""
    server = subject.server
    path, empty, full = "/children-100000/", [], []
    load.writing_rate(server, "put", subject.new_collection(), subject.pace.warmup, 16)
    for _ in range(subject.pace.rounds + 1):
        empty.append(_puts(subject, 2))
        full.append(load.writing_rate(server, "put", path, 2, 16))
        for file in (server.files / "children-100000").glob("t[01]-*"):
            file.unlink(missing_ok=True)
    subject.figures["put_empty"] = statistics.median(empty[1:])
    subject.figures["put_full"] = statistics.median(full[1:])
    subject.figures["put_full_ratio"] = (
        subject.figures["put_full"] / subject.figures["put_empty"])


def mkcol(subject):
    def take(seconds):
        path = subject.new_collection()
        rate = load.writing_rate(subject.server, "mkcol", path, seconds, 16)
        subject.forget(path)
        return rate

    subject.figures["mkcol"] = subject.median(take)


def _with_files(subject, mode, limit):
    def take(seconds):
        path = subject.new_collection()
        load.writing_rate(subject.server, "put", path, 120, 16, limit)
        rate = load.writing_rate(subject.server, mode, path, seconds, 16, limit)
        subject.forget(path)
        return rate

    return subject.median(take)


def move(subject):
    subject.figures["move"] = _with_files(subject, "move", 1000)


def copy(subject):
    subject.figures["copy"] = _with_files(subject, "copy", 1000)


def delete(subject):
    subject.figures["delete"] = _with_files(subject, "delete", 10_000)


def stream5g(subject):
    """A file larger than any heap through a small one: how far memory rises."""
    server, size = subject.server, subject.pace.huge
    load.send_zeros(server, "/first", 64 * MIB)
    load.download(server, "/first")
    before = processes.resident_mib(server.pid)
    processes.reset_peak(server.pid)
    load.send_zeros(server, "/huge", size)
    _, received = load.download(server, "/huge")
    if received != size:
        raise load.Failed(f"GET brought {received} bytes of {size}")
    subject.figures["stream5g_rise"] = processes.peak_mib(server.pid) - before
    load.request(server, "DELETE", "/huge")


ALL = {
    "startup": Measurement(startup, ("small",)),
    "idle": Measurement(idle, ("small",)),
    "connections": Measurement(connections, ("small",)),
    "get4k": Measurement(get4k, ("small",)),
    "propfind0": Measurement(propfind0, ("small",)),
    "get1g": Measurement(get1g, ("large",)),
    "put1g": Measurement(put1g),
    "put4k": Measurement(put4k),
    "propfind10k": Measurement(propfind10k, ("children-10000",)),
    "propfind100k": Measurement(propfind100k, ("children-100000",)),
    "mkcol": Measurement(mkcol),
    "move": Measurement(move),
    "copy": Measurement(copy),
    "delete": Measurement(delete),
    "putfull": Measurement(put_into_full, ("children-100000",)),
    "listmem": Measurement(listing_memory, ("children-10000", "children-100000"), "-Xmx256m"),
    "stream5g": Measurement(stream5g, (), "-Xmx128m"),
}
