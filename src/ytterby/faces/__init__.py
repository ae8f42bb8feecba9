"""faces: how do I ask, and how do I read the answer? Command line, dashboard on this machine, one-page report.

In: words, files, addresses. Out: the frozen answers of the rooms below, printed the same everywhere; faces compute nothing.
``faces.cli`` holds the commands, ``faces.web`` the dashboard, ``faces.report`` a brief as HTML, Markdown or text;
``faces.views`` lays answers out as sheets and figures, ``faces.charts`` draws them.

>>> from ytterby.faces.cli import cli
>>> sorted(cli.commands)[:4]
['bargain', 'brief', 'company', 'demo']
"""
