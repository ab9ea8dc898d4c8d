"""Bytes -> text, whatever their encoding, and text -> its lines."""
