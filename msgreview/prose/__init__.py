"""Texts as blocks and sentences."""
