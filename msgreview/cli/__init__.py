"""The command line: the only place that prints, reads the clock and ends the process."""

import gc

# Nearly every object lives until the run ends, those that imports make first: collecting garbage as often as usual would take a
# tenth of the time. A short run makes fewer than these, and a long one takes no more memory for it.
gc.set_threshold(250_000, 20, 100)
