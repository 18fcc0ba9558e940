"""Runs, sites and watches: what ran, what is due, what broke, and starting it."""
