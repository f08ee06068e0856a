"""Errors that a user can mend, each with a plain sentence saying what, where and what to do next."""


class MsgReviewError(Exception):
    """An error that a user can mend; its text says what is wrong, where, and what to do. Ends the run with exit code 2."""


class UsageError(MsgReviewError):
    """An argument or option that cannot be carried out."""


class ConfigError(MsgReviewError):
    """`msgreview.yaml` or `policies.yaml` cannot be used."""


class RubricError(MsgReviewError):
    """A rubric, or `moves.yaml`, cannot be used."""


class EngineError(MsgReviewError):
    """A grammar engine that the settings ask for cannot be used. Runs go on without it, and say so."""
