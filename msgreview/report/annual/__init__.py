"""The annual report: what was reviewed, changed, retired and left overdue, with how each figure was counted."""
