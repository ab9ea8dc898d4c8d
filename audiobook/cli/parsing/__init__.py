"""Arguments -> a parser of them: help with examples, and one sentence for whatever is wrong."""
