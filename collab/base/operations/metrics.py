"""What can be counted, for Prometheus. Labels are names of ours, never what somebody sent."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric

REGISTRY = CollectorRegistry()

REQUESTS = Counter(
    "collab_http_requests",
    "Requests answered, by the name of the address",
    ["route", "method", "status"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "collab_http_seconds",
    "How long requests took",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
PULLS = Counter("collab_live_pulls", "Reads of what is new in a stream", registry=REGISTRY)
FRAMES = Counter("collab_live_frames", "Events written to sockets, as frames", registry=REGISTRY)


class Reading(NamedTuple):
    """A value as it is when it is asked for."""

    name: str
    says: str
    value: float


Readings = Callable[[], Iterable[Reading]]
_readings: list[Readings] = []


def read_for_metrics(readings: Readings) -> None:
    """Have values read each time the metrics are asked for."""
    _readings.append(readings)


class _Gauges:
    def collect(self) -> Iterator[Metric]:
        for readings in _readings:
            for reading in readings():
                yield GaugeMetricFamily(reading.name, reading.says, value=reading.value)


REGISTRY.register(_Gauges())
