"""Training: courses and their exercises, graded by the rules that messages are held to.

Values in, values out: nothing here prints or asks. `course` says what an exercise is, `load` reads the courses, each module
of `kinds` poses and grades one kind of exercise, and `grade` is what comes back.
"""
