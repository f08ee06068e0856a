"""A message for each row of a table of people: their values in the template, and what a row lacks."""
