import pytest

from grader.classroom import grade
from grader.folders import Classroom
from tests.grader import class_of_five


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory):
    """The class of five, graded. Read it, but do not change it: copy it first."""
    classroom = Classroom(tmp_path_factory.mktemp("graded") / "class")
    class_of_five.make(classroom)
    graded = grade(classroom, class_of_five.NAME, jobs=2)
    assert graded.failures == {}
    return classroom
