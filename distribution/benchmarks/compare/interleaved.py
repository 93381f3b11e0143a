#!/usr/bin/env python3
"""Measures servers side by side, in turns, for machines whose speed changes from minute to minute.

All servers run at once; each round asks every one of them in turn, and a ratio is the median of the
ratios within a round. So what slows the machine down for a while slows all of them. Two builds of
Weft are compared the same way:

    interleaved.py                                   rclone, nginx and Weft
    interleaved.py --servers weft --against OTHER/bin/weft --work get4k --rounds 5
    interleaved.py --work put1g,get1g --servers rclone,weft

Needs what compare.py needs.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import load
import processes
import servers

LAUNCHER = Path(__file__).resolve().parents[3] / "distribution" / "target" / "weft" / "bin" / "weft"
LARGE = 1 << 30


class Other(servers.Weft):
    """A second build of Weft."""

    name = "other"
    other = None

    def command(self):
        return [str(self.other), *super().command()[1:]]


class Work:
    """One kind of request: `run` gives a figure for a server, larger is better."""

    def __init__(self, unit, run, connections=32):
        self.unit, self._run, self.connections = unit, run, connections

    def run(self, server, seconds, turn):
        return self._run(server, seconds, turn, self.connections)


def _get(server, seconds, turn, connections):
    return load.steady_rate(server, "/small", seconds, connections)


def _propfind(server, seconds, turn, connections):
    return load.steady_rate(server, "/small", seconds, connections, "propfind.lua")


def _writing(mode):
    def run(server, seconds, turn, connections):
        folder = f"/{mode}-{turn}"
        load.request(server, "MKCOL", folder + "/")
        return load.writing_rate(server, mode, folder + "/", seconds, connections)
    return run


def _put_large(server, seconds, turn, connections):
    took = load.upload(server, "/large-put", server.scratch.parent / "large")
    load.request(server, "DELETE", "/large-put")
    return LARGE / (1 << 20) / took


def _get_large(server, seconds, turn, connections):
    took, _ = load.download(server, "/large")
    return LARGE / (1 << 20) / took


WORK = {
    "get4k": Work("req/s", _get),
    "propfind0": Work("req/s", _propfind),
    "put4k": Work("req/s", _writing("put"), 16),
    "mkcol": Work("req/s", _writing("mkcol"), 16),
    "put1g": Work("MiB/s", _put_large),
    "get1g": Work("MiB/s", _get_large),
}


def _cpu(server):
    return processes.cpu_seconds(server.pid)


def _started(names, scratch):
    running = []
    for name in names:
        server = {**servers.ALL, "other": Other}[name](scratch)
        server.provision()
        (server.files / "small").write_bytes(b"x" * 4096)
        server.start()
        running.append(server)
    return running


def _rounds(running, work, options):
    """Figures and CPU per round and server; the first turns warm up and are not counted."""
    for server in running:
        until = time.monotonic() + options.warmup
        turn = 0
        while time.monotonic() < until:
            work.run(server, options.seconds, f"warm-{turn}")
            turn += 1
    figures = {server.name: [] for server in running}
    for turn in range(options.rounds):
        for server in running:
            before = _cpu(server)
            figure = work.run(server, options.seconds, turn)
            figures[server.name].append((figure, _cpu(server) - before))
    return figures


def _told(name, work, figures, last):
    print(f"\n{name}, {work.unit}")
    for server, rounds in figures.items():
        values = [figure for figure, _ in rounds]
        against = "" if server == last else "  {}/{} {:.2f}".format(last, server, statistics.median(
            mine / theirs for (mine, _), (theirs, _) in zip(figures[last], rounds)))
        print("  {:7} median {:10.0f}  of {}  CPU {:.2f} s{}".format(
            server, statistics.median(values), " ".join(f"{value:.0f}" for value in values),
            statistics.median(cpu for _, cpu in rounds), against), flush=True)


def _options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", default="nginx,rclone,weft")
    parser.add_argument("--against", type=Path, help="the launcher of a second build of Weft")
    parser.add_argument("--weft", type=Path, default=LAUNCHER, help="the launcher to measure")
    parser.add_argument("--work", default=",".join(WORK), help="some of " + ",".join(WORK))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="length of a turn")
    parser.add_argument("--warmup", type=int, default=30, help="seconds for each server and work")
    parser.add_argument("--scratch", default="/dev/shm")
    return parser.parse_args()


def main():
    options = _options()
    servers.Weft.launcher, Other.other = options.weft, options.against
    names = (["other"] if options.against else []) + options.servers.split(",")
    works = options.work.split(",")
    with tempfile.TemporaryDirectory(prefix="weft-turns-", dir=options.scratch) as scratch:
        Path(scratch).chmod(0o755)
        running = []
        try:
            running = _started(names, scratch)
            if {"put1g", "get1g"} & set(works):
                with open(Path(scratch) / "large", "wb") as large:
                    for _ in range(LARGE >> 20):
                        large.write(b"\0" * (1 << 20))
            if "get1g" in works:
                for server in running:
                    load.upload(server, "/large", Path(scratch) / "large")
            for name in works:
                _told(name, WORK[name], _rounds(running, WORK[name], options), names[-1])
        except load.Failed as failed:
            sys.exit(f"interleaved: {failed}")
        finally:
            for server in running:
                server.stop()


if __name__ == "__main__":
    main()
