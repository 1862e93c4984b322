"""Rosters as they arrive: read, understood, matched with what stands, written in chunks."""
