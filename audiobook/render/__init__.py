"""Script + cast -> lines -> clips -> tracks."""
