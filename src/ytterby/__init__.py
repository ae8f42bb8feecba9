"""Ytterby."""
