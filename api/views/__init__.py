"""The operations, a file for each room: parse, call one service or selector, present."""
