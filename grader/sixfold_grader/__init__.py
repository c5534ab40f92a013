"""Build notebooks, grade submissions across a trust boundary, score and report."""
