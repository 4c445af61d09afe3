"""How the documentation is built: offline, and with every warning an error."""

from importlib.metadata import version as installed

project = "nuforce"
author = "The nuforce developers"
copyright = "2026, The nuforce developers"
release = installed("nuforce")
version = release.split(".dev")[0]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "sphinx_copybutton",
]
exclude_patterns = ["_build", "_static"]

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings give types, shapes and units
napoleon_google_docstring = False
napoleon_use_rtype = False

mathjax_path = "mathjax/tex-svg.js"  # kept beside the pages: reading them makes no outside request

html_theme = "furo"
html_title = "nuforce"
html_static_path = ["_static"]
