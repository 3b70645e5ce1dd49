"""Measurements against two plain baselines: `python -m bench`. Nothing of the product imports this."""
