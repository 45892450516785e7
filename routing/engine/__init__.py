"""How long it takes along the roads: a customizable contraction hierarchy of our own.

`Engine` holds the contracted network of a profile and makes a `Metric` of each set of weights; a `Metric` answers.
"""
