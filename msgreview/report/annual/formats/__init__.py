"""The formats of the annual report: each module exports a FORMAT, which writes a `Report`."""

from msgreview.report.registry import Format, Registry

FORMATS: Registry[Format] = Registry(__name__, __path__, "FORMAT", first="markdown")
