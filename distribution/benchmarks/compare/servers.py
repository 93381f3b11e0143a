"""The servers that are compared: plain processes, each configured in a scratch folder.

Every server gets what its own manual would call a fast set-up: access logs off, keep-alive without
a request limit, a cheap password hash where passwords are hashed on every request. All answer on
loopback, ask for basic authentication and keep their files on the same tmpfs.
"""

import base64
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import processes

_NGINX_DAV_EXT = "/usr/lib/nginx/modules/ngx_http_dav_ext_module.so"
_APACHE_MODULES = Path("/usr/lib/apache2/modules")
_EINSTEIN = "4c510ada-c86b-4815-8820-42cdf82c3d51"


class NotReady(Exception):
    """A server that did not come up; the message holds the end of what it wrote."""


class Server:
    """One server on one port. `files` is the folder on disk that its WebDAV root shows."""

    name = ""
    user, password = "einstein", "relativity"
    path = ""
    ready_within = 60

    def __init__(self, scratch, java_options=""):
        self.scratch = Path(scratch) / self.name
        self.files = self.scratch / "files"
        self.java_options = java_options
        self.log = self.scratch / "log"
        self.port = _free_port()
        self.process = None
        self.files.mkdir(parents=True)

    @classmethod
    def missing(cls):
        """What has to be installed before this server can run, or an empty string."""
        return "" if shutil.which(cls.program) else f"{cls.program} is not installed"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{self.path}"

    @property
    def authorization(self):
        secret = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return f"Basic {secret}"

    @property
    def pid(self):
        return self.process.pid

    def provision(self):
        """Called once before files are laid into `files`."""

    def version(self):
        return ""

    def start(self, java_options=""):
        """Starts the server and waits for its first authenticated answer; seconds from exec."""
        self.prepare()
        environment = dict(os.environ)
        options = f"{self.java_options} {java_options}".strip()
        if options:
            environment["WEFT_JAVA_OPTS"] = options
        with open(self.log, "ab") as log:
            begin = time.perf_counter()
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                cwd=self.scratch, start_new_session=True)
        while not self._answers():
            if self.process.poll() is not None or time.perf_counter() - begin > self.ready_within:
                self.stop()
                tail = self.log.read_text(errors="replace")[-1500:]
                raise NotReady(f"{self.name} did not start: {tail}")
            time.sleep(0.002)
        return time.perf_counter() - begin

    def stop(self):
        """Ends the server as an administrator would, and by force if it doesn't listen."""
        if self.process is None:
            return
        members = processes.tree(self.pid)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            for pid in members:
                _kill(pid)
            self.process.wait()
        self.process = None

    def prepare(self):
        """Writes configuration files, before every start."""

    def command(self):
        raise NotImplementedError

    def _answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(
                    f"PROPFIND {self.path}/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nDepth: 0\r\n"
                    f"Authorization: {self.authorization}\r\nContent-Length: 0\r\n"
                    "Connection: close\r\n\r\n".encode())
                return b" 207 " in connection.recv(4096).partition(b"\r\n")[0]
        except OSError:
            return False


class Nginx(Server):
    name, program = "nginx", "nginx"

    @classmethod
    def missing(cls):
        return super().missing() or (
            "" if os.path.exists(_NGINX_DAV_EXT) else "libnginx-mod-http-dav-ext is not installed")

    def version(self):
        return _output(["nginx", "-v"]).partition("nginx/")[2]

    def prepare(self):
        _write_passwords(self)
        (self.scratch / "uploads").mkdir(exist_ok=True)
        run_as = "user root;" if os.getuid() == 0 else ""
        (self.scratch / "nginx.conf").write_text(f"""
            load_module {_NGINX_DAV_EXT};
            {run_as}
            daemon off; worker_processes 2; pid {self.scratch}/pid;
            error_log {self.log} error;
            events {{ worker_connections 4096; }}
            http {{
              access_log off; sendfile on; tcp_nopush on;
              keepalive_timeout 300; keepalive_requests 100000000;
              client_max_body_size 0; client_body_temp_path {self.scratch}/uploads;
              proxy_temp_path {self.scratch}/t1; fastcgi_temp_path {self.scratch}/t2;
              uwsgi_temp_path {self.scratch}/t3; scgi_temp_path {self.scratch}/t4;
              server {{
                listen 127.0.0.1:{self.port} backlog=4096;
                root {self.files};
                auth_basic weft; auth_basic_user_file {self.scratch}/passwords;
                dav_methods PUT DELETE MKCOL COPY MOVE;
                dav_ext_methods PROPFIND OPTIONS;
                dav_access user:rw group:r all:r;
              }}
            }}
            """)

    def command(self):
        return ["nginx", "-p", str(self.scratch), "-e", str(self.log), "-c",
                str(self.scratch / "nginx.conf")]


class Apache(Server):
    name, program = "apache", "apache2"
    modules = ("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic",
               "dav", "dav_fs")

    def version(self):
        return _output(["apache2", "-v"]).partition("Apache/")[2].partition(" ")[0]

    def prepare(self):
        _write_passwords(self)
        locks = self.scratch / "locks"
        locks.mkdir(exist_ok=True)
        run_as = ""
        if os.getuid() == 0:
            # Apache refuses to run its workers as root.
            run_as = "User www-data\nGroup www-data"
            for folder in (self.files, locks):
                shutil.chown(folder, "www-data", "www-data")
        load = "\n".join(
            f"LoadModule {module}_module {_APACHE_MODULES}/mod_{module}.so"
            for module in self.modules)
        (self.scratch / "apache.conf").write_text(f"""
ServerRoot {self.scratch}
ServerName 127.0.0.1
Listen 127.0.0.1:{self.port}
ListenBacklog 4096
PidFile {self.scratch}/pid
DefaultRuntimeDir {self.scratch}
ErrorLog {self.log}
LogLevel error
{load}
{run_as}
StartServers 2
ThreadsPerChild 64
MaxRequestWorkers 256
AsyncRequestWorkerFactor 8
KeepAlive On
KeepAliveTimeout 300
MaxKeepAliveRequests 0
EnableSendfile On
LimitRequestBody 0
DavLockDB {locks}/db
DocumentRoot {self.files}
<Directory {self.files}>
  Dav On
  AuthType Basic
  AuthName weft
  AuthUserFile {self.scratch}/passwords
  Require valid-user
</Directory>
""")

    def command(self):
        return ["apache2", "-D", "FOREGROUND", "-f", str(self.scratch / "apache.conf")]


class Rclone(Server):
    name, program = "rclone", "rclone"

    def version(self):
        return _output(["rclone", "version"]).splitlines()[0].removeprefix("rclone ")

    def command(self):
        return ["rclone", "--config", "", "--log-level", "ERROR", "serve", "webdav",
                "--addr", f"127.0.0.1:{self.port}", "--user", self.user, "--pass", self.password,
                str(self.files)]


class Weft(Server):
    name, program = "weft", "weft"
    path = "/remote.php/webdav"
    launcher = None

    def __init__(self, scratch, java_options=""):
        super().__init__(scratch, java_options)
        self.files.rmdir()
        self.data = self.scratch / "data"
        self.grpc_port = _free_port()

    @classmethod
    def missing(cls):
        return "" if cls.launcher and os.access(cls.launcher, os.X_OK) else (
            "no launcher: build the distribution or name one with --weft")

    def version(self):
        return _output([str(self.launcher), "version"]).strip().replace("\n", " ")

    def provision(self):
        """A home is made at its owner's first use, so files can be laid into it only after that."""
        self.start()
        self.stop()
        homes = list(self.data.glob(f"**/users/{_EINSTEIN}"))
        if len(homes) != 1:
            raise NotReady(f"weft keeps no single home folder of its demo user below {self.data}")
        self.files = homes[0]

    def command(self):
        return [str(self.launcher), "serve", "--demo", "--data", str(self.data),
                "--http", f"127.0.0.1:{self.port}", "--grpc", f"127.0.0.1:{self.grpc_port}"]


ALL = {server.name: server for server in (Nginx, Apache, Rclone, Weft)}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _write_passwords(server):
    # SHA-1 is the cheapest hash both nginx and Apache read; with bcrypt they would hash a
    # password anew on every request and the comparison would be one of hash functions.
    digest = base64.b64encode(hashlib.sha1(server.password.encode()).digest()).decode()
    (server.scratch / "passwords").write_text(f"{server.user}:{{SHA}}{digest}\n")
    server.scratch.chmod(0o755)


def _output(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip()


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
