"""A sitting: the messages that wait, one after the other, each with what is to be seen of it and a decision.

Values come in and values go out. Nothing here prints, waits or looks at a clock: the terminal, the line mode and the web
application share it.
"""
