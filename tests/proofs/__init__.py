"""The claims that the product rests on, each as a test that can fail.

`make test` runs each at a small count, `make prove` at the whole one (`counts.py`), and writes what
it found to `docs/proof.md`.
"""
