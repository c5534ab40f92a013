"""What an account of the reviewer's side may be; an account may hold several."""

# A senior rater settles what two raters see differently.
ROLES = ("trainer", "rater", "senior_rater", "reviewer", "approver", "auditor")

# Raters in the records who are no people: a mark found in the gradebook, and "rate this again".
FORMGRADER, REOPENED = "formgrader", "reopened"
