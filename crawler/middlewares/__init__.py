"""Politeness and law as code: robots.txt, pace, guard, keys of official APIs."""
