"""What works that do not run yet would cost and earn, and when they come on line (docs/math.md §5.9).

In: a program whose world has plants that wait. Out: month by month the openings (``entry``), from costs (``works``) and
earnings (``worth``).
"""
