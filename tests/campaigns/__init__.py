"""Campaigns against the service as it runs: several processes, killed, hurried, on either database.

A sample runs with every suite; `make prove` runs them in full and writes the figures into docs/proof.md.
"""
