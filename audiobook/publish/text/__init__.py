"""A script + tracks -> the text with its times: subtitles, lyrics, labels, a page."""
