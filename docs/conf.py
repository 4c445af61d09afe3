"""How the documentation is built: offline, and with every warning an error."""

import re
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


def plain(app, what, name, obj, options, lines):
    """Read docstrings as written: (*S, 3), |V| and n_+ are no markup, outside literals, roles, mathematics and examples."""
    block = None  # indentation of a directive, whose content is no prose
    for i, line in enumerate(lines):
        text = line.lstrip()
        indent = len(line) - len(text)
        if block is not None and text and indent <= block:
            block = None
        if text.startswith(".. "):
            block = indent
        if block is None and not text.startswith((">>>", "... ")):
            pieces = re.split(r"(``.*?``|`.*?`)", line)
            pieces[::2] = (re.sub(r"\||(?<=\()\*(?=\w)|(?<=\w)_(?=\W|$)", r"\\\g<0>", piece) for piece in pieces[::2])
            lines[i] = "".join(pieces)


def setup(app):
    app.connect("autodoc-process-docstring", plain, priority=400)  # before napoleon
