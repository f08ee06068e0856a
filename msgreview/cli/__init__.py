"""The command line: the only place that prints, reads the clock and ends the process."""

import gc

# Nearly every object lives until the run ends, those that imports make first: collecting garbage as often as usual would take a
# tenth of the time.
gc.set_threshold(20_000, 20, 100)
