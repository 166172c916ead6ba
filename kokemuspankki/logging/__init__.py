"""Logs for machines: one JSON line per event, with the request's id and nobody's personal data."""

from .setup import configure

__all__ = ["configure"]
