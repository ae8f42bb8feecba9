"""A brief on paper: one self-contained HTML file, or plain text, or Markdown; the same numbers as the JSON."""

from ytterby.faces.report.page import render_html
from ytterby.faces.report.words import render_markdown, render_text

__all__ = ["render_html", "render_markdown", "render_text"]
