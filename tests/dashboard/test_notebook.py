"""The example notebook runs from its first cell to its last, and carries no outputs of another snapshot."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dashboard.repository import Repository

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def notebook() -> nbformat.NotebookNode:
    return nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)


def test_it_carries_no_outputs(notebook: nbformat.NotebookNode) -> None:
    assert not [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_cell_runs(notebook: nbformat.NotebookNode, repository: Repository) -> None:
    done = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    shown = [
        output["data"].get("text/plain", "")
        for cell in done.cells
        for output in cell.get("outputs", [])
        if output.get("data")
    ]
    assert repository.snapshot.id in shown[1]
    assert "Figure" in shown[2]
    assert "BLR" in shown[-1]
