"""What a request asks for -> new texts of the user's files, every other byte kept."""
