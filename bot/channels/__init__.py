"""Thin adapters to the outside: nothing is decided here."""
