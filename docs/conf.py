"""How the documentation is built: Sphinx, MyST and furo; nothing is fetched."""

project = "Ytterby"
author = "The Ytterby developers"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Ytterby"
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
autodoc_typehints = "signature"
nitpicky = False
suppress_warnings = ["myst.xref_missing"]
