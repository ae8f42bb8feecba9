"""From one month's problem to an equilibrium that ``certificate`` has judged (docs/math.md §3).

``equilibrium`` decides what is tried in which order and is the only way in. Before the climb: what cannot move leaves the
problem (``reduce``, ``loops``) and sizes are guessed (``scale``). The climb: ``interior``, whose steps ``newton`` solves;
``quick`` does the same by the compiled kernels of ``market.batch`` where ``kernels`` has them, over what months share
(``patterns``). Near a solved month: ``nearby``. Demand that bends and costs that depend on each other are replaced by
tangents, again and again (``bend``, ``crossed``). Where the climb fails: ``wedges`` (clarabel), ``pivot`` (Lemke). Where
there is nothing to find: ``diagnose``, ``linear``.
"""
