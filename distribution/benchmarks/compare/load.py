"""The clients: wrk for rates, curl for single transfers, plain sockets for the rest."""

import http.client
import re
import signal
import socket
import subprocess
import threading
from pathlib import Path
from urllib.parse import urlsplit

_HERE = Path(__file__).resolve().parent
_CLOSING_RESPONSE = re.compile(rb"</(?:[A-Za-z0-9]+:)?response>")

PROPERTIES = (
    '<?xml version="1.0"?><d:propfind xmlns:d="DAV:"><d:prop><d:displayname/><d:getlastmodified/>'
    "<d:getcontentlength/><d:resourcetype/><d:getetag/></d:prop></d:propfind>")


class Failed(Exception):
    """A measurement that the server answered with errors, so that its figure would mean nothing."""


def request(server, method, path, headers=None, body=None, expect=(200, 201, 204, 206, 207)):
    """One request on a connection of its own; the whole body of the answer."""
    target = urlsplit(server.url + path)
    connection = http.client.HTTPConnection(target.hostname, target.port, timeout=600)
    try:
        connection.request(method, target.path, body=body, headers={
            "Authorization": server.authorization, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise Failed(f"{method} {path}: {error}") from error
    finally:
        connection.close()
    if answer.status not in expect:
        raise Failed(f"{method} {path} answered {answer.status}")
    return content


def steady_rate(server, path, seconds, connections, script=None):
    """Requests per second of one request repeated over keep-alive connections."""
    command = _wrk(server, seconds, connections)
    if script:
        command += ["-s", str(_HERE / script)]
    output = _run(command + [server.url + path])
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    if errors:
        raise Failed(f"{path}: {errors[1]} answers were errors")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if not rate or float(rate[1]) == 0:
        raise Failed(f"{path}: no answers")
    return float(rate[1])


def writing_rate(server, mode, path, seconds, connections, limit=0):
    """Successful requests per second of one of requests.lua's modes in the collection `path`."""
    threads = 2
    collection = urlsplit(server.url + path).path
    process = subprocess.Popen(
        _wrk(server, seconds, connections) + [
            "-s", str(_HERE / "requests.lua"), server.url + path,
            "--", mode, collection, str(limit)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def stop_when_spent():
        # wrk sleeps its whole duration even after its threads have stopped.
        spent = 0
        for line in process.stderr:
            spent += line.startswith("spent")
            if spent == threads:
                process.send_signal(signal.SIGINT)

    watcher = threading.Thread(target=stop_when_spent)
    watcher.start()
    output = process.stdout.read()
    process.wait()
    watcher.join()
    result = re.search(r"RESULT (\d+) (\d+) (\d+) ([\d.]+)", output)
    if not result:
        raise Failed(f"{mode}: wrk said {output[-300:]!r}")
    succeeded, failed, status = int(result[1]), int(result[2]), int(result[3])
    if succeeded == 0 or failed > succeeded / 100:
        raise Failed(f"{mode}: {failed} of {succeeded + failed} answers were errors, as {status}")
    return succeeded / float(result[4])


def download(server, path):
    """Seconds that a GET to nowhere takes, and bytes received."""
    return _curl(server, ["-o", "/dev/null", server.url + path])[1:]


def upload(server, path, source):
    """Seconds that a PUT of the file `source` takes."""
    return _curl(server, ["-o", "/dev/null", "-T", str(source), server.url + path])[1]


def listing(server, path, keep=None):
    """A PROPFIND Depth 1: seconds to the first byte, seconds to the last, bytes."""
    return _curl(server, [
        "-o", str(keep or "/dev/null"), "-X", "PROPFIND", "-H", "Depth: 1",
        "-H", "Content-Type: application/xml", "--data-binary", PROPERTIES, server.url + path])


def count_responses(file):
    """How many resources a stored multistatus tells of."""
    found, tail = 0, b""
    with open(file, "rb") as answer:
        while chunk := answer.read(1 << 20):
            text = tail + chunk
            found += len(_CLOSING_RESPONSE.findall(text))
            # A closing tag cut in two is completed by the next chunk; a whole one is not kept.
            cut = text.rfind(b"<")
            tail = text[cut:] if cut >= 0 and b">" not in text[cut:] else b""
    return found


def send_zeros(server, path, size):
    """A PUT of `size` zero bytes with Content-Length, without a source file that takes memory."""
    block = bytes(1 << 20)
    rest = size

    def blocks():
        nonlocal rest
        while rest:
            piece = block[:min(rest, len(block))]
            rest -= len(piece)
            yield piece

    request(server, "PUT", path, {"Content-Length": str(size)}, blocks())


def idle_connections(server, path, count):
    """Opens connections that each made one request and now wait; the caller closes them."""
    target = urlsplit(server.url + path)
    opened = []
    for _ in range(count):
        connection = socket.create_connection((target.hostname, target.port), timeout=30)
        opened.append(connection)
        connection.sendall(
            f"HEAD {target.path} HTTP/1.1\r\nHost: {target.netloc}\r\n"
            f"Authorization: {server.authorization}\r\n\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            piece = connection.recv(4096)
            if not piece:
                raise Failed(f"connection {len(opened)} was closed early")
            answer += piece
    return opened


def still_open(connections):
    alive = 0
    for connection in connections:
        connection.setblocking(False)
        try:
            alive += bool(connection.recv(1))
        except BlockingIOError:
            alive += 1
        except OSError:
            pass
    return alive


def _wrk(server, seconds, connections):
    return ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s",
            "-H", f"Authorization: {server.authorization}"]


def _curl(server, arguments):
    output = _run(["curl", "-sS", "--fail", "-H", f"Authorization: {server.authorization}", "-w",
                   "%{time_starttransfer} %{time_total} %{size_download}"] + arguments)
    first, total, size = output.split()[-3:]
    return float(first), float(total), int(size)


def _run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise Failed(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout
