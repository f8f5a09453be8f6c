"""What an open socket keeps of the server's memory, above a connection that says nothing."""

from concurrent.futures import ProcessPoolExecutor

from tests.bench.tables import SERVICES, middle, table
from tests.bench.test_fan_out import ROUNDS, Contender, beside, ours
from tests.bench.weight import SOCKETS, of_silent, of_watching

__all__ = ["beside", "ours"]


def test_memory_of_a_socket(ours: Contender, beside: ProcessPoolExecutor) -> None:
    silent, watching = [], []
    for _ in range(ROUNDS):
        with ours() as scene:
            silent.append(beside.submit(of_silent, scene).result())
        with ours() as scene:
            watching.append(beside.submit(of_watching, scene).result())
    above = middle(watching) - middle(silent)
    rows = [
        ("a connection that says nothing", middle(silent)),
        ("a socket that watches", middle(watching)),
        ("above", above),
    ]
    table(f"Memory of {SOCKETS:,} connections, on {SERVICES}", ["", "KiB each"], rows)
    assert middle(watching) > 0
