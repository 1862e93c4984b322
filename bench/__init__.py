"""Benchmarks: `bin/bench NAME [--quick] [--json]` (docs/performance.md)."""
