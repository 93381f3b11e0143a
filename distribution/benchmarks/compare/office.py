#!/usr/bin/env python3
"""What an office's requests for a file take, beside plain requests for the same file.

    python3 distribution/benchmarks/compare/office.py --weft distribution/target/weft-*/bin/weft

Starts Weft with a WOPI application that is a discovery alone, opens a file of 4 KiB, and takes the time of one request after
another with wrk on one connection: a PROPFIND of the file beside CheckFileInfo, a GET beside GetFile. The measures
take turns, so that whatever else the machine does hits all alike. What CheckFileInfo and GetFile may add is 1 ms.
"""

import argparse
import base64
import http.client
import http.server
import json
import re
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

_AUTHORIZATION = "Basic " + base64.b64encode(b"einstein:relativity").decode()
_FILE = "/remote.php/webdav/letter.odt"
_HERE = Path(__file__).resolve().parent


def main():
    options = _options()
    with tempfile.TemporaryDirectory(prefix="weft-office-", dir=options.scratch) as scratch, _Office() as office:
        with _Weft(Path(scratch), options, office.url) as weft:
            weft.ask("PUT", _FILE, b"x" * 4096)
            file, token = weft.open()
            _measure(weft, options, file, token)


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weft", required=True, help="launcher of the packed server")
    parser.add_argument("--scratch", help="where the files lie; by default the system's place for such")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--warmup", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _measure(weft, options, file, token):
    by_token = "?access_token=" + token
    measures = {
        "PROPFIND": (_FILE, _HERE / "propfind.lua"),
        "CheckFileInfo": (file + by_token, None),
        "GET": (_FILE, None),
        "GetFile": (file + "/contents" + by_token, None),
    }
    for path, script in measures.values():
        _wrk(weft, path, script, options.warmup)
    taken = {name: [] for name in measures}
    for _ in range(options.rounds):
        for name, (path, script) in measures.items():
            taken[name].append(_wrk(weft, path, script, options.seconds))
    for name, values in taken.items():
        print(f"{name:14} median {statistics.median(values):7.3f} ms, {min(values):.3f} to {max(values):.3f}")
    for name, plain in (("CheckFileInfo", "PROPFIND"), ("GetFile", "GET")):
        added = statistics.median(taken[name]) - statistics.median(taken[plain])
        print(f"{name} adds {added:+.3f} ms to {plain}: {'met' if added < 1 else 'missed'}")


def _wrk(weft, path, script, seconds):
    """The median time of a request, in milliseconds."""
    command = ["wrk", "-t1", "-c1", f"-d{seconds}s", "--latency", "-H", f"Authorization: {_AUTHORIZATION}"]
    if "access_token" in path:
        command = command[:-2]
    if script:
        command += ["-s", str(script)]
    output = subprocess.run(command + [weft.url + path], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        raise SystemExit(f"{path} was answered with errors:\n{output}")
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", output).groups()
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


class _Office:
    """A web server with a discovery."""

    def __enter__(self):
        office = self

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = office.discovery().encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def discovery(self):
        return ('<wopi-discovery><net-zone name="external-http"><app name="Writer">'
                f'<action name="edit" ext="odt" urlsrc="{self.url}/edit?"/></app></net-zone></wopi-discovery>')

    def __exit__(self, *failure):
        self._server.shutdown()


class _Weft:
    """The server; ends with the block."""

    def __init__(self, scratch, options, office):
        self.scratch, self._options, self._office = scratch, options, office
        self.port, self._grpc = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        config = self.scratch / "weft.toml"
        config.write_text(f"""
[[app]]
name = "office"
driver = "wopi"
options = {{ url = "{self._office}", product = "collabora" }}
""")
        log = open(self.scratch / "weft.log", "w")
        self._process = subprocess.Popen(
            [self._options.weft, "serve", "--demo", "--config", str(config), "--data", str(self.scratch / "data"),
             "--http", f"127.0.0.1:{self.port}", "--grpc", f"127.0.0.1:{self._grpc}"],
            stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 300
        while not self._offers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise SystemExit("Weft did not offer the app:\n" + (self.scratch / "weft.log").read_text())
            time.sleep(0.2)
        return self

    def _offers(self):
        try:
            return b"odt" in self.ask("GET", "/app/list")
        except OSError:
            return False

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {"Authorization": _AUTHORIZATION, **headers})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201, 204):
            raise SystemExit(f"{method} {path} answered {answer.status}: {content[:500]!r}")
        return content

    def open(self):
        """Where the office finds the file, and its token."""
        answer = json.loads(self.ask("POST", "/app/open", b"path=/home/letter.odt",
                                     **{"Content-Type": "application/x-www-form-urlencoded"}))
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(answer["app_url"]).query)
        return urllib.parse.urlsplit(query["WOPISrc"][0]).path, answer["form_parameters"]["access_token"]

    def __exit__(self, *failure):
        self._process.terminate()
        self._process.wait()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
