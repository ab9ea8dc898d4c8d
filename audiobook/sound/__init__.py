"""Clips -> tracks: stitched, paused, levelled, encoded."""
