"""Untrusted side of grading: the walls, and what runs inside them."""
