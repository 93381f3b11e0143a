#!/usr/bin/env python3
"""What an archive of many files costs a packed server in memory.

    python3 distribution/benchmarks/compare/archives.py --weft distribution/target/weft/bin/weft

Starts Weft with a small heap, lays files that can't be compressed into one home by hand, downloads the folder as zip and as tar, and
samples the server's resident memory meanwhile. A small folder is packed first, so that the code is there. Each archive is opened
by Python to see that it is whole.
"""

import argparse
import base64
import os
import socket
import subprocess
import tarfile
import tempfile
import threading
import time
import urllib.request
import zipfile
from pathlib import Path

_AUTHORIZATION = "Basic " + base64.b64encode(b"einstein:relativity").decode()


def main():
    options = _options()
    with tempfile.TemporaryDirectory(prefix="weft-archives-", dir=options.scratch) as scratch:
        scratch = Path(scratch)
        port = _free_port()
        process = _start(options, scratch, port)
        try:
            for name, count in (("few", 100), ("many", options.files)):
                _lay(port, scratch / "data", name, count, options.size)
            for form in ("zip", "tar"):
                _download(port, form, "few", scratch / "few")
            for form in ("zip", "tar"):
                _measure(process.pid, port, form, options, scratch)
        finally:
            process.terminate()
            process.wait()


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weft", required=True, help="launcher of the packed server")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=65_536, help="bytes of each file")
    parser.add_argument("--heap", default="64m")
    parser.add_argument("--scratch", help="where the files and archives go")
    return parser.parse_args()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _start(options, scratch, port):
    settings = scratch / "weft.toml"
    settings.write_text(f'[archiver]\nmax-files = {2 * options.files}\nmax-size = "100GiB"\n')
    process = subprocess.Popen(
        [options.weft, "serve", "--demo", "--data", str(scratch / "data"), "--config", str(settings),
         "--http", f"127.0.0.1:{port}", "--grpc", f"127.0.0.1:{_free_port()}"],
        env=dict(os.environ, WEFT_JAVA_OPTS=f"-Xmx{options.heap}"), stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if "weft ready" in line:
            return process
    raise SystemExit("the server did not start")


def _request(port, method, path):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    request.add_header("Authorization", _AUTHORIZATION)
    return urllib.request.urlopen(request)


def _lay(port, data, name, count, size):
    """Files that another program made, as in an institution's storage."""
    _request(port, "MKCOL", f"/remote.php/webdav/{name}").close()
    folder = next(path for path in data.rglob(name) if path.is_dir())
    for number in range(count):
        (folder / f"file {number:07}.dat").write_bytes(os.urandom(size))


def _download(port, form, folder, to):
    with _request(port, "GET", f"/archiver?path=/home/{folder}&format={form}") as answer, open(to, "wb") as file:
        while block := answer.read(1 << 20):
            file.write(block)


def _resident(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _measure(pid, port, form, options, scratch):
    archive = scratch / f"many.{form}"
    before, samples, done = _resident(pid), [], threading.Event()

    def watch():
        while not done.wait(0.02):
            samples.append(_resident(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.monotonic()
    _download(port, form, "many", archive)
    seconds = time.monotonic() - began
    done.set()
    watcher.join()
    names = _names(archive, form)
    print(f"{form}: {names} entries, {archive.stat().st_size / 2**20:.0f} MiB in {seconds:.1f} s, resident "
          f"{before:.0f} MiB before, at most {max(samples):.0f} MiB ({len(samples)} samples)")
    archive.unlink()


def _names(archive, form):
    if form == "zip":
        with zipfile.ZipFile(archive) as opened:
            return len(opened.namelist())
    with tarfile.open(archive) as opened:
        return len(opened.getnames())


if __name__ == "__main__":
    main()
