"""Sources (percent text, outline, blueprint) to notebooks, one per language."""
