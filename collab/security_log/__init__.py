"""The security log as stewards read it."""
