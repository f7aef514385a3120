"""
family: files
tries: was saved with a kernel of another name, of another Python
honest:
says:
"""

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.solved()
    notebook.metadata = {
        "kernelspec": {"display_name": "tf-gpu", "name": "conda-env-tf", "language": "python"},
        "language_info": {"name": "python", "version": "3.7.1"},
        "colab": {"provenance": []},
    }
    return as_bytes(notebook)
