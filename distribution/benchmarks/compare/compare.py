#!/usr/bin/env python3
"""Measures Weft beside nginx, Apache and rclone: same machine, same tmpfs, same clients, one run.

Servers run one after the other as plain processes in a scratch folder and are gone afterwards.
Prints a Markdown table; --json keeps every figure. Needs wrk and curl, and what is compared:
nginx with its dav-ext module, apache2, rclone, and a built Weft.

    compare.py                                everything, about 25 minutes
    compare.py --servers weft,rclone --only get4k,propfind
    compare.py --servers weft --only propfind --weft-opts "-XX:+UseSerialGC"
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from itertools import groupby
from pathlib import Path

import load
import measures
import processes
import report
import servers

_ROOT = Path(__file__).resolve().parents[3]

# From this share of the machine on that others used, a figure says nothing about a target.
_DISTURBED = 0.15


def main():
    options = arguments()
    chosen = pick(options.servers, servers.ALL, "server")
    wanted = pick(options.only, measures.ALL, "measurement", prefixes=True)
    servers.Weft.launcher = Path(options.weft).resolve() if options.weft else built_launcher()
    for program in ("wrk", "curl"):
        if not shutil.which(program):
            sys.exit(f"compare: {program} is not installed")
    for name in list(chosen):
        lack = servers.ALL[name].missing()
        if lack and options.servers:
            sys.exit(f"compare: {name}: {lack}")
        if lack:
            say(f"leaving out {name}: {lack}")
            chosen.remove(name)

    pace = measures.Pace(options.seconds, options.warmup, options.rounds,
                         int(options.large * measures.MIB), int(options.huge * measures.MIB))
    result = {"machine": machine(), "options": vars(options), "versions": {}, "figures": {},
              "failures": {}, "others": {}, "disturbed": {}}
    scratch = Path(tempfile.mkdtemp(prefix="weft-compare-", dir=options.scratch))
    scratch.chmod(0o755)
    try:
        source = make_source(scratch, pace.large)
        for name in chosen:
            compare(servers.ALL[name](scratch, options.weft_opts if name == "weft" else ""),
                    wanted, pace, source, options.tries, result)
            save(options.json, result)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(report.markdown(chosen, result["figures"], result["disturbed"],
                          {"large": options.large, "huge": options.huge}))
    disturbed = [f"{server} {name} ({share:.0%})" for server, shares in result["others"].items()
                 for name, share in shares.items() if share >= _DISTURBED]
    if disturbed:
        print("~ Other programs used much of the machine during: " + ", ".join(disturbed) + "\n")
    for name, failed in result["failures"].items():
        for measurement, reason in failed.items():
            print(f"- {name}, {measurement}: {reason}")
    return 1 if any(result["failures"].values()) else 0


def compare(server, wanted, pace, source, tries, result):
    """All wanted measurements of one server; one that fails is noted and the others go on."""
    subject = measures.Subject(server, pace, source)
    failures = result["failures"].setdefault(server.name, {})
    figures = result["figures"].setdefault(server.name, {})
    disturbed = result["disturbed"].setdefault(server.name, {})
    others = result["others"].setdefault(server.name, {})
    result["versions"][server.name] = server.version()

    def measure(name):
        say(f"{server.name}: {name}")
        try:
            taken, others[name] = take_undisturbed(measures.ALL[name], subject, tries)
        except (load.Failed, OSError) as failure:
            failures[name] = str(failure)
            say(f"{server.name}: {name} failed: {failure}")
            return
        figures.update(taken)
        if others[name] >= _DISTURBED:
            disturbed.update(dict.fromkeys(taken, others[name]))

    try:
        server.provision()
        for kind in sorted({kind for name in wanted for kind in measures.ALL[name].files}):
            measures.lay(server, kind, pace, source)
        if "startup" in wanted:
            measure("startup")
        rest = [name for name in wanted if name != "startup"]
        for java_options, group in groupby(rest, lambda name: measures.ALL[name].java_options):
            server.start(java_options)
            for name in group:
                measure(name)
            server.stop()
    except servers.NotReady as failure:
        failures["start"] = str(failure)
        say(str(failure))
    finally:
        server.stop()
        shutil.rmtree(server.scratch, ignore_errors=True)


def take_undisturbed(measurement, subject, tries):
    """Measures until the machine was ours; the least disturbed try's figures, and others' share."""
    least, kept = None, {}
    for _ in range(tries):
        subject.figures = {}
        disturbance = processes.Disturbance()
        measurement.take(subject)
        share = disturbance.share()
        if least is None or share < least:
            least, kept = share, subject.figures
        if least < 0.05:
            break
    return kept, round(least, 3)


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", default="",
                        help=f"some of {','.join(servers.ALL)} (default: all that are installed)")
    parser.add_argument("--only", default="",
                        help=f"some of {','.join(measures.ALL)}, or the beginning of names")
    parser.add_argument("--weft", help="launcher to measure (default: the built distribution's "
                                       "bin/weft, or ./weft of this checkout)")
    parser.add_argument("--weft-opts", default="", help="JVM options for Weft")
    parser.add_argument("--seconds", type=int, default=5, help="length of a round (default 5)")
    parser.add_argument("--warmup", type=int, default=5, help="seconds before it (default 5)")
    parser.add_argument("--rounds", type=int, default=3,
                        help="rounds, of which the median counts (default 3)")
    parser.add_argument("--tries", type=int, default=1,
                        help="on a shared machine: take a measurement up to so many times until "
                             "other programs used less than 5 %% of it (default 1)")
    parser.add_argument("--large", type=float, default=1024, help="MiB of the large file")
    parser.add_argument("--huge", type=float, default=5120, help="MiB of the file for stream5g")
    parser.add_argument("--scratch", default="/dev/shm",
                        help="folder for all data, on tmpfs (default /dev/shm); uses 6 GiB")
    parser.add_argument("--json", help="file for all figures")
    return parser.parse_args()


def pick(text, known, kind, prefixes=False):
    """The named ones in their usual order; all when none is named."""
    asked = [part.strip() for part in text.split(",") if part.strip()]
    chosen = []
    for part in asked:
        found = [name for name in known
                 if name == part or (prefixes and name.startswith(part))]
        if not found:
            sys.exit(f"compare: no {kind} is called {part}; there are {', '.join(known)}")
        chosen += found
    return [name for name in known if name in chosen or not asked]


def built_launcher():
    """bin/weft of the newest built distribution, or the checkout's own launcher."""
    built = sorted(_ROOT.glob("distribution/target/*/bin/weft"),
                   key=lambda file: file.stat().st_mtime)
    return built[-1] if built else _ROOT / "weft"


def make_source(scratch, size):
    source = scratch / "source"
    block = os.urandom(1 << 20)
    with open(source, "wb") as file:
        for _ in range(size // len(block)):
            file.write(block)
        file.write(block[:size % len(block)])
    return source


def machine():
    return {"cpus": os.cpu_count(), "kernel": platform.release(),
            "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // measures.MIB,
            "date": time.strftime("%Y-%m-%d %H:%M")}


def save(file, result):
    if file:
        Path(file).write_text(json.dumps(result, indent=2) + "\n")


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
