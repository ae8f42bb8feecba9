"""How users and exporters behave where somebody states more than a world's tables do (docs/math.md §5.8 to §5.12).

In: a behaviour file, or ``Behaviour`` in Python (``file``), whose rows rest on a source or on a reason (``stated``). Out: a
program whose demand has other shapes and whose exporters know their weight (``forms``, ``demand``, ``conduct``), and rules
that change its numbers from month to month: fear of running short, learning to do without, thrifting (``panic``,
``redesign``, ``thrift``).
"""
