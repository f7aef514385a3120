"""Read by nbgrader when it is started in this folder: `cd grader && nbgrader ...`."""

from grader.nbgrader_settings import settings

get_config().merge(settings())  # noqa: F821  nbgrader defines get_config
