"""Nothing leaks."""
