"""Marked-up text -> a tree, safely; and a tree of our own for formats that are turned into one."""
