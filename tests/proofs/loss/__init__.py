"""Nothing is lost."""
