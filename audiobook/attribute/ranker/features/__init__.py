"""A book -> the evidence for each candidate speaker of each turn, as numbers."""
