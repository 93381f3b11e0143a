#!/usr/bin/env python3
# Copyright The Weft Authors
# SPDX-License-Identifier: Apache-2.0
"""Many people sign in with passwords at once: how long does everybody else wait meanwhile?

Starts a packed server with as many accounts as sign-ins, each with a bcrypt hash of its own cost, lets all of them sign in over
WebDAV, each once, and measures with wrk what somebody waits for who is signed in already, before and meanwhile.
"""

import argparse
import asyncio
import base64
import collections
import json
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.request

PASSWORD = "relativity"
PATH = "/remote.php/webdav/"


def bcrypt(cost):
    """By the system's own crypt; Perl has it on every Debian."""
    salt = "$2b$%02d$abcdefghijklmnopqrstuu" % cost
    return subprocess.check_output(["perl", "-e", "print crypt($ARGV[0], $ARGV[1])", PASSWORD, salt], text=True)


def users(count, cost):
    secret = bcrypt(cost)
    names = ["probe"] + ["user%05d" % number for number in range(count)]
    return [
        {"id": {"idp": "localhost", "opaque_id": "id-" + name, "type": 1}, "username": name, "secret": secret}
        for name in names
    ]


def basic(name, password=PASSWORD):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def app_password(url):
    request = urllib.request.Request(
        url + "/ocs/v2.php/core/getapppassword?format=json",
        headers={"Authorization": basic("probe"), "OCS-APIRequest": "true"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["ocs"]["data"]["apppassword"]


def waits(url, secret, seconds):
    """What wrk says of one connection that asks all the time."""
    script = pathlib.Path(tempfile.mkstemp(suffix=".lua")[1])
    script.write_text(
        'wrk.method = "PROPFIND"\nwrk.headers["Depth"] = "0"\n'
        f'wrk.headers["Authorization"] = "{basic("probe", secret)}"\n')
    text = subprocess.check_output(
        ["wrk", "-t1", "-c1", f"-d{seconds}s", "--latency", "-s", str(script), url + PATH], text=True)
    script.unlink()
    found = dict(re.findall(r"(50|90|99)%\s+(\S+)", text))
    most = re.search(r"Latency\s+\S+\s+\S+\s+(\S+)", text).group(1)
    rate = re.search(r"Requests/sec:\s+(\S+)", text).group(1)
    return f"half {found['50']}, 99 % {found['99']}, longest {most}, {rate}/s"


async def one(host, port, names, statuses):
    reader, writer = await asyncio.open_connection(host, port)
    while names:
        name = names.pop()
        # OPTIONS signs in and does little else; at a first visit a home is made.
        writer.write(f"OPTIONS {PATH} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {basic(name)}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        statuses[head.split(" ")[1]] += 1
        length = re.search(r"(?i)content-length: (\d+)", head)
        if length:
            await reader.readexactly(int(length.group(1)))
        elif re.search(r"(?i)transfer-encoding: chunked", head):
            while (size := int(await reader.readline(), 16)) > 0:
                await reader.readexactly(size + 2)
            await reader.readexactly(2)
    writer.close()


async def crowd(host, port, count, connections, statuses):
    names = ["user%05d" % number for number in range(count)]
    await asyncio.gather(*(one(host, port, names, statuses) for _ in range(connections)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weft", required=True, help="the packed server's bin/weft")
    parser.add_argument("--sign-ins", type=int, default=10_000)
    parser.add_argument("--cost", type=int, default=6, help="of bcrypt")
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=20, help="of each measurement")
    parser.add_argument("--port", type=int, default=24601)
    given = parser.parse_args()
    data = pathlib.Path(tempfile.mkdtemp(prefix="weft-signins-"))
    (data / "users.json").write_text(json.dumps(users(given.sign_ins, given.cost)))
    (data / "users.json").chmod(0o600)
    server = subprocess.Popen(
        [given.weft, "serve", "--data", str(data), "--http", f"127.0.0.1:{given.port}",
         "--grpc", f"127.0.0.1:{given.port + 1}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        server.stdout.readline()
        url = f"http://127.0.0.1:{given.port}"
        secret = app_password(url)
        waits(url, secret, 5)
        print("alone:     " + waits(url, secret, given.seconds), flush=True)
        statuses = collections.Counter()
        begun = time.monotonic()
        probe = subprocess.Popen(
            ["python3", "-c",
             f"import sys; sys.path.insert(0, {str(pathlib.Path(__file__).parent)!r}); import signins;"
             f"print(signins.waits({url!r}, {secret!r}, {given.seconds}))"],
            stdout=subprocess.PIPE, text=True)
        asyncio.run(crowd("127.0.0.1", given.port, given.sign_ins, given.connections, statuses))
        took = time.monotonic() - begun
        print("meanwhile: " + probe.communicate()[0].strip())
        print(f"{given.sign_ins} sign-ins of cost {given.cost} over {given.connections} connections: {took:.0f} s, "
              + ", ".join(f"{status}: {number}" for status, number in sorted(statuses.items())))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
