#!/usr/bin/env python3
"""Listing and renaming on an S3 storage beside localfs, through one packed server.

    python3 distribution/benchmarks/compare/s3.py --weft distribution/target/weft-*/bin/weft --s3proxy plugins/storage-s3/target/s3proxy/s3proxy.jar

Starts a real S3 server and Weft with both storages on free ports of the loopback interface, lays the same folders into both over
HTTP, and takes each measure in turn, so that whatever else the machine does hits both alike.
"""

import argparse
import base64
import http.client
import os
import socket
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_KEY, _SECRET = "weft", "weft-secret"
_AUTHORIZATION = "Basic " + base64.b64encode(b"einstein:relativity").decode()
_STORAGES = ("s3", "local")
_WRITERS = 8


def main():
    options = _options()
    with tempfile.TemporaryDirectory(prefix="weft-s3-") as scratch:
        with Servers(Path(scratch), options) as servers:
            for storage in _STORAGES:
                _lay(servers, storage, "listed", options.children)
                for size in options.renamed:
                    _lay(servers, storage, f"renamed-{size}", size)
            _listings(servers, options)
            for size in options.renamed:
                _renames(servers, options, size)
            if options.cs3_load:
                _cs3(servers, options)


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weft", required=True, help="launcher of the packed server")
    parser.add_argument("--s3proxy", required=True, help="the S3 server's jar")
    parser.add_argument("--children", type=int, default=10_000, help="files in the folder that is listed")
    parser.add_argument("--renamed", type=int, nargs="+", default=[100, 10_000], help="files in the folders that are renamed")
    parser.add_argument("--cs3-load", help="class path of the benchmarks, to stat and list over gRPC too")
    parser.add_argument("--rounds", type=int, default=9)
    return parser.parse_args()


class Servers:
    """The S3 server and Weft; both end with the block."""

    def __init__(self, scratch, options):
        self._scratch, self._options = scratch, options
        self.port, self.grpc, self._s3_port = _free_port(), _free_port(), _free_port()
        self._running = []

    def __enter__(self):
        try:
            self._start_s3()
            self._start_weft()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *failure):
        for process in reversed(self._running):
            process.terminate()
            process.wait()

    def _start_s3(self):
        (self._scratch / "buckets" / "bench").mkdir(parents=True)
        settings = self._scratch / "s3proxy.conf"
        settings.write_text("\n".join((
            f"s3proxy.endpoint=http://127.0.0.1:{self._s3_port}", "s3proxy.authorization=aws-v2-or-v4",
            f"s3proxy.identity={_KEY}", f"s3proxy.credential={_SECRET}", "jclouds.provider=filesystem-nio2",
            f"jclouds.filesystem.basedir={self._scratch / 'buckets'}")))
        self._run([_java(), "-jar", self._options.s3proxy, "--properties", str(settings)],
                  self._s3_port)

    def _start_weft(self):
        (self._scratch / "secret").write_text(_SECRET + "\n")
        (self._scratch / "files").mkdir()
        (self._scratch / "weft.toml").write_text(f"""
[[storage]]
name = "s3"
driver = "s3"
mount = "/s3"
everyone = "write"
required = true
options = {{ endpoint = "http://127.0.0.1:{self._s3_port}", bucket = "bench", access-key = "{_KEY}", secret-key = "file:{self._scratch}/secret" }}

[[storage]]
name = "local"
driver = "localfs"
mount = "/local"
everyone = "write"
required = true
options = {{ root = "{self._scratch}/files" }}
""")
        self._run([self._options.weft, "serve", "--demo", "--config", str(self._scratch / "weft.toml"), "--data",
                   str(self._scratch / "data"), "--http", f"127.0.0.1:{self.port}", "--grpc", f"127.0.0.1:{self.grpc}"],
                  self.port)

    def _run(self, command, port):
        log = open(self._scratch / f"{port}.log", "w")
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self._running.append(process)
        deadline = time.monotonic() + 120
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{command[0]} did not start:\n" + (self._scratch / f"{port}.log").read_text())
            time.sleep(0.1)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)


def _ask(connection, method, path, expected, body=None, **headers):
    """Sends one request and reads the whole answer; its seconds and its length."""
    begin = time.perf_counter()
    connection.request(method, "/remote.php/dav/tree/" + path, body,
                       {"Authorization": _AUTHORIZATION, **{name.title(): value for name, value in headers.items()}})
    answer = connection.getresponse()
    length = 0
    while piece := answer.read(1 << 20):
        length += len(piece)
    if answer.status not in expected:
        raise SystemExit(f"{method} {path} answered {answer.status}")
    return time.perf_counter() - begin, length


def _lay(servers, storage, folder, size):
    _ask(servers.connect(), "MKCOL", f"{storage}/{folder}", (201,))

    def write(first):
        connection = servers.connect()
        for number in range(first, size, _WRITERS):
            _ask(connection, "PUT", f"{storage}/{folder}/file-{number:06}.txt", (201,), b"hello")

    with ThreadPoolExecutor(_WRITERS) as writers:
        list(writers.map(write, range(_WRITERS)))


def _listings(servers, options):
    taken = {storage: [] for storage in _STORAGES}
    for _ in range(options.rounds + 1):
        for storage in _STORAGES:
            seconds, length = _ask(servers.connect(), "PROPFIND", f"{storage}/listed/", (207,), depth="1")
            taken[storage].append(seconds)
    for storage in _STORAGES:
        _report(f"PROPFIND of {options.children} children, {storage}", taken[storage][1:])
    print(f"s3 beside local: {_median(taken['s3'][1:]) / _median(taken['local'][1:]):.2f}")


def _renames(servers, options, size):
    for storage in _STORAGES:
        connection, taken = servers.connect(), []
        names = f"{storage}/renamed-{size}", f"{storage}/other-{size}"
        for number in range(2 * options.rounds):
            source, target = names if number % 2 == 0 else reversed(names)
            seconds, _ = _ask(connection, "MOVE", source, (201,),
                              destination=f"http://127.0.0.1:{servers.port}/remote.php/dav/tree/{target}")
            taken.append(seconds)
        _report(f"MOVE of a folder of {size} files, {storage}", taken)


def _cs3(servers, options):
    for storage in _STORAGES:
        print(f"CS3, {storage}:", flush=True)
        folder = f"/{storage}/listed"
        subprocess.run([_java(), "-cp", options.cs3_load, "org.weft.benchmarks.Cs3Load", f"127.0.0.1:{servers.grpc}", "einstein",
                        "relativity", folder, folder, "3"], check=True)


def _java():
    home = os.environ.get("JAVA_HOME", "")
    return f"{home}/bin/java" if home else "java"


def _median(seconds):
    return statistics.median(seconds)


def _report(what, seconds):
    print(f"{what}: median {_median(seconds) * 1000:.1f} ms, {min(seconds) * 1000:.1f} to {max(seconds) * 1000:.1f}")


def _listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
