"""How the ledger feeds live delivery."""
