"""One address to look customers up by, as a company adds it to its own Tryton."""

from . import routes

__all__ = ["register", "routes"]


def register():
    """Only the address is new; no table is."""
