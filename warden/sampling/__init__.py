"""WHAT THE FIGURES REST ON: the random audit, second opinions, estimates with their intervals, agreement.

Pure but for the store it is given; ``docs/explanation/sampling.md`` says what is done and why.
"""
