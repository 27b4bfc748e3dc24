"""Ways for a notice to leave the house."""
