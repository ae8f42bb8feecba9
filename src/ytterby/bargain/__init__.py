"""The bargain room."""
