#!/usr/bin/env python3
"""What somebody waits for who has received thousands of shares from one space, through the packed server.

    WEFT_AOT=off python3 distribution/benchmarks/compare/received.py --weft distribution/target/weft/bin/weft --shares 10000

Einstein puts so many files into one folder and shares each with Marie over OCS; a store that is accepted at once spares her to
do so. Then each question is asked several times in turn, and the median of all but the first is told, with the first beside it.
"""

import argparse
import base64
import http.client
import json
import socket
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_EINSTEIN = "Basic " + base64.b64encode(b"einstein:relativity").decode()
_MARIE = "Basic " + base64.b64encode(b"marie:radioactivity").decode()
_OCS = "/ocs/v2.php/apps/files_sharing/api/v1/shares"
_HOME = "/remote.php/webdav"
_WRITERS = 4


def main():
    options = _options()
    with tempfile.TemporaryDirectory(prefix="weft-received-") as scratch, Weft(Path(scratch), options.weft) as weft:
        begin = time.monotonic()
        _share(weft, options.shares)
        print(f"{options.shares} files put and shared in {time.monotonic() - begin:.0f} s")
        listed = f"{_OCS}?format=json&shared_with_me=true"
        made = f"{_OCS}?format=json"
        questions = {
            "receiver: home, Depth 0": (_MARIE, "PROPFIND", _HOME + "/", "0"),
            "receiver: Shares, Depth 0": (_MARIE, "PROPFIND", _HOME + "/Shares/", "0"),
            "receiver: Shares, Depth 1": (_MARIE, "PROPFIND", _HOME + "/Shares/", "1"),
            "receiver: one of the files, Depth 0": (_MARIE, "PROPFIND", _HOME + "/Shares/f1.txt", "0"),
            "receiver: GET of one of the files": (_MARIE, "GET", _HOME + "/Shares/f1.txt", ""),
            "giver: the folder, Depth 1": (_EINSTEIN, "PROPFIND", _HOME + "/given/", "1"),
        }
        if options.shares <= 5000:
            questions["OCS: shared with me"] = (_MARIE, "GET", listed, "")
            questions["OCS: shared by me"] = (_EINSTEIN, "GET", made, "")
        for name, question in questions.items():
            _tell(name, weft, question, options.rounds)
        _changing(weft, questions["receiver: home, Depth 0"], "a file of the space changed before each", options.rounds)


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weft", required=True, help="launcher of the packed server")
    parser.add_argument("--shares", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    return parser.parse_args()


class Weft:
    """The packed server; it ends with the block."""

    def __init__(self, scratch, launcher):
        self._scratch, self._launcher = scratch, launcher
        self.port, self._grpc = _free_port(), _free_port()

    def __enter__(self):
        config = self._scratch / "weft.toml"
        config.write_text("[shares]\nauto-accept = true\n")
        self._log = open(self._scratch / "log", "w+")
        self._process = subprocess.Popen(
            [self._launcher, "serve", "--demo", "--config", str(config), "--data", str(self._scratch / "data"), "--http",
             f"127.0.0.1:{self.port}", "--grpc", f"127.0.0.1:{self._grpc}"], stdout=self._log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 120
        while not _listens(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._log.seek(0)
                raise SystemExit("the server did not start:\n" + self._log.read())
            time.sleep(0.1)
        return self

    def __exit__(self, *failure):
        self._process.terminate()
        self._process.wait()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ask(connection, who, method, path, expected, body=None, **headers):
    """Sends one request and reads the whole answer: its seconds to the first byte and to the last, and itself."""
    begin = time.perf_counter()
    connection.request(method, path, body, {"Authorization": who, "OCS-APIRequest": "true", **headers})
    answer = connection.getresponse()
    first = time.perf_counter() - begin
    whole = answer.read()
    if answer.status not in expected:
        raise SystemExit(f"{method} {path} answered {answer.status}: {whole[:500]}")
    return first, time.perf_counter() - begin, whole


def _share(weft, shares):
    _ask(weft.connect(), _EINSTEIN, "MKCOL", _HOME + "/given", (201,))
    _ask(weft.connect(), _MARIE, "PROPFIND", _HOME + "/", (207,), Depth="0")

    def put(connection, number):
        _ask(connection, _EINSTEIN, "PUT", f"{_HOME}/given/f{number}.txt", (201,), b"x")

    def share(connection, number):
        form = f"path=/given/f{number}.txt&shareType=0&shareWith=marie&permissions=3"
        _ask(connection, _EINSTEIN, "POST", _OCS + "?format=json", (200,), form,
             **{"Content-Type": "application/x-www-form-urlencoded", "OCS-APIRequest": "true"})

    # All files first: the first change in a space after one of its shares has changed reads all its shares again.
    for step in (put, share):
        def some(numbers):
            connection = weft.connect()
            for number in numbers:
                step(connection, number)

        with ThreadPoolExecutor(_WRITERS) as writers:
            list(writers.map(some, [range(first, shares, _WRITERS) for first in range(_WRITERS)]))


def _once(connection, question):
    who, method, path, depth = question
    headers = {"Depth": depth} if depth else {"OCS-APIRequest": "true"}
    return _ask(connection, who, method, path, (200, 207), **headers)


def _tell(name, weft, question, rounds):
    connection = weft.connect()
    firsts, wholes, answer = [], [], b""
    for _ in range(rounds + 1):
        first, whole, answer = _once(connection, question)
        firsts.append(first)
        wholes.append(whole)
    told = answer.count(b"<d:response>") + answer.count(b"<D:response>")
    if answer.startswith(b"{"):
        told = len(json.loads(answer)["ocs"]["data"])
    print(f"{name}: {1000 * statistics.median(wholes[1:]):.1f} ms, first byte {1000 * statistics.median(firsts[1:]):.1f} ms,"
          f" the first time {1000 * wholes[0]:.0f} ms; {told} told, {len(answer)} bytes")


def _changing(weft, question, what, rounds):
    connection, wholes = weft.connect(), []
    for number in range(rounds):
        _ask(connection, _EINSTEIN, "PUT", f"{_HOME}/given/f{number}.txt", (201, 204), b"y" * number)
        wholes.append(_once(connection, question)[1])
    print(f"receiver: home, Depth 0, {what}: {1000 * statistics.median(wholes):.1f} ms")


if __name__ == "__main__":
    main()
