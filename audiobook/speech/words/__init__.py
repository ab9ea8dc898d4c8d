"""Words as printed -> words as spoken."""
