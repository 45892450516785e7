"""The composition root: the only package that knows which adapter fills which port.

One module a process, so that each imports no more than it needs: a second start has to answer within five seconds.
"""
