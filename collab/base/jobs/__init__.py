"""Work that is done after the answer: queued, leased, taken again when its worker died."""
