"""The architecture: what import-linter's contract of layers does not say."""

import grimp


def test_no_two_files_import_each_other() -> None:
    graph = grimp.build_graph("msgreview", cache_dir=None)
    pairs = [(a, b) for a in graph.modules for b in graph.find_modules_directly_imported_by(a) if a < b]
    assert len(pairs) > 200
    assert [(a, b) for a, b in pairs if a in graph.find_modules_directly_imported_by(b)] == []
