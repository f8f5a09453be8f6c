"""Telling people what concerns them: a consumer of the ledger, with a cursor in each stream."""
