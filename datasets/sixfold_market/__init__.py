"""Seeded market simulator with planted truths. Instructor-only: never shipped to trainees."""
