"""What brings the product up on one machine. Standard library only: it works before any package."""
