"""The formats of the annual report: each module exports a FORMAT, which writes an `Report`."""

from msgreview.report.registry import Format, Registry

FORMATS: Registry[Format] = Registry(__name__, __path__, "FORMAT", first="markdown")
