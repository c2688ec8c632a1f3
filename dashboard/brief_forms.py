"""The brief in each form that it has: two pages as HTML or PDF, or slides."""

from dashboard.brief import brief
from dashboard.brief_drawing import Draw, drawn
from dashboard.brief_parts import Asked
from dashboard.brief_pdf import printed
from dashboard.forms import MEDIA
from dashboard.view import View

FORMS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "pptx": MEDIA["pptx"]}  # with their media types


def made(form: str, view: View, asked: Asked, draw: Draw = drawn) -> bytes:
    """Return the brief in one of FORMS; raises DepdashError for a PDF without a Chromium.

    >>> from dashboard.repository import open_repository
    >>> made("html", View(open_repository()), Asked()).startswith(b"<!DOCTYPE html>")
    True
    """
    if form == "pptx":
        from dashboard.brief_slides import slides  # loads python-pptx, which takes half a second that only slides need

        return slides(view, asked)
    document = brief(view, asked, draw)
    return printed(document) if form == "pdf" else document.encode()
