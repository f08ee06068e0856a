"""`python -m msgreview.rubric.ready` works out the patterns of the shipped rubrics: the first run of all finds them ready."""

from datetime import date

from msgreview.catalogue.files import shipped
from msgreview.model.config import Config, Settings
from msgreview.rubric.load import PATTERNS, load_rubrics, save_patterns
from msgreview.rubric.ruleset import with_all

if __name__ == "__main__":
    settings = Settings(Config(), (), {}, "", date.today(), "")
    PATTERNS.unlink(missing_ok=True)
    with_all(load_rubrics((shipped("rubrics"),), settings)).ready()
    save_patterns(PATTERNS)
