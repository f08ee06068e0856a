"""Rubrics: practice as data, the kinds of check that rules are made of, and their running over a document."""
