"""Trusted side of grading: talks to the box, calls the checks, decides."""
