"""Bounds hold."""
