"""One module for each door in `bin/`."""
