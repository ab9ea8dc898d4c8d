"""Tags -> sound files, as each format has them."""
