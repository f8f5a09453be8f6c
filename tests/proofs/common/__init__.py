"""What proofs of several claims need."""
