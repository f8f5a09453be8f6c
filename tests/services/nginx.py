"""The product as `docs/deploy` sets it up: the same nginx.conf and the same command lines."""

import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.services.process import free_port, running
from tests.services.product import REPOSITORY

DEPLOY = REPOSITORY / "docs/deploy"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
ROOT = "user root;\n" if os.getuid() == 0 else ""


def unit(name: str, port: int) -> list[str]:
    """What a unit of `docs/deploy` starts, with this Python instead of the one in /srv."""
    text = (DEPLOY / f"{name}.service").read_text()
    (line,) = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)
    programs = str(Path(sys.executable).parent)
    return shlex.split(line.replace("/srv/collab/.venv/bin", programs).replace("%i", str(port)))


class Deployment:
    """nginx before a process for pages and one for sockets, each of which can be started anew.

    Args:
        folder: for logs, the certificate and what nginx needs.
        in_one: the process of the sockets answers pages as well, as `docs/deploy.md` allows.
        environment: what the processes get beside the tests' own.
    """

    def __init__(self, folder: Path, *, in_one: bool = False, **environment: str) -> None:
        self.folder = folder
        self.https, self.http, self.pages_port, self.sockets_port = (free_port() for _ in range(4))
        if in_one:
            self.pages_port = self.sockets_port
        self.address = f"https://localhost:{self.https}"
        self._environment = os.environ | {
            "PUBLIC_BASE_URL": self.address,
            "TRUSTED_PROXIES": "1",
            **environment,
        }
        self._stacks: dict[str, ExitStack] = {}

    def start(self, name: str) -> None:
        port = self.pages_port if name == "pages" else self.sockets_port
        log = (self.folder / f"{name}.log").open("a")
        stack = self._stacks[name] = ExitStack()
        stack.enter_context(log)
        command = unit(f"collab-{name}@", port)
        options = {"cwd": REPOSITORY, "env": self._environment, "stdout": log, "stderr": log}
        stack.enter_context(running(command, port=port, **options))

    def stop(self, name: str) -> None:
        self._stacks.pop(name).close()

    def start_nginx(self, static: Path) -> None:
        certificate(self.folder)
        values = {
            "collab.example.nhs.uk": "localhost",
            "listen 80;": f"listen 127.0.0.1:{self.http};",
            "listen 443 ": f"listen 127.0.0.1:{self.https} ",
            "/etc/ssl/collab": f"{self.folder}/collab",
            "127.0.0.1:8001": f"127.0.0.1:{self.pages_port}",
            "127.0.0.1:8002": f"127.0.0.1:{self.sockets_port}",
            "/var/lib/collab/static": str(static),
            "/var/log/nginx": str(self.folder),
        }
        site = (DEPLOY / "nginx.conf").read_text()
        for example, ours in values.items():
            assert example in site, f"{example} is not in nginx.conf any more"
            site = site.replace(example, ours)
        (self.folder / "site.conf").write_text(site)
        main = self.folder / "nginx.conf"
        main.write_text(ROOT + MAIN.format(folder=self.folder))
        log = str(self.folder / "error.log")
        command = [str(NGINX), "-c", str(main), "-p", str(self.folder), "-e", log]
        stack = self._stacks["nginx"] = ExitStack()
        stack.enter_context(running(command, port=self.https))

    def end(self) -> None:
        for name in list(self._stacks):
            self.stop(name)


@contextmanager
def deployment(static: Path, *, in_one: bool = False, **environment: str) -> Iterator[Deployment]:
    """Everything started, and ended afterwards.

    Args:
        static: where the static files were collected.
        in_one: one process for pages and sockets.
    """
    with tempfile.TemporaryDirectory(prefix="collab-nginx-") as folder:
        deployed = Deployment(Path(folder), in_one=in_one, **environment)
        try:
            if not in_one:
                deployed.start("pages")
            deployed.start("sockets")
            deployed.start_nginx(static)
            yield deployed
        finally:
            deployed.end()


def certificate(folder: Path) -> None:
    """A certificate for localhost that is good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "collab.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "collab.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
