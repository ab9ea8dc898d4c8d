"""Script + voices -> who plays whom: voice packs, automatic casting, and the cast file that users edit."""
