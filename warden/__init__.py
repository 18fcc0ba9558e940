"""Warden watches public marketplaces for the trade in protected wildlife."""

__version__ = "0.1.0"
