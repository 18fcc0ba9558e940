"""Importers of species lists, legal lists and names: files in, records out. Nothing here writes or asks anybody."""

from keywords.importing.record import ImportedListing, ImportedTaxon, Reading

__all__ = ["ImportedListing", "ImportedTaxon", "Reading"]
