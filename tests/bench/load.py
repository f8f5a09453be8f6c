"""Readers who open a page again and again, in a process beside the one that measures."""

import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx


def read(
    url: str, cookies: dict[str, str], certificate: Path, *, readers: int, seconds: float
) -> list[float]:
    """Read a page for a while and give how long each reading took, in seconds."""
    trust = ssl.create_default_context(cafile=str(certificate))

    def reader(_: int) -> list[float]:
        took = []
        until = time.monotonic() + seconds
        with httpx.Client(verify=trust, cookies=cookies, timeout=30, trust_env=False) as client:
            while (began := time.monotonic()) < until:
                client.get(url).raise_for_status()
                took.append(time.monotonic() - began)
        return took

    with ThreadPoolExecutor(readers) as pool:
        return [each for one in pool.map(reader, range(readers)) for each in one]
