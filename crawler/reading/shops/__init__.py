"""An offer's own page in a shop that nobody prepared: what its data say, checked against what a buyer sees.

Shops write their price into up to five places (JSON-LD, microdata, RDFa, meta elements, a data layer), often
stale in one of them; the page a buyer sees decides. Every number is a vote, no place is believed alone.
"""
