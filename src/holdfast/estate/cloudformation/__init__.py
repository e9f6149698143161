"""CloudFormation and SAM templates: what they say once evaluated.

Other readers that have such templates inside of their files use what is named here.
"""

from holdfast.estate.cloudformation.reader import evaluated, mapped
from holdfast.estate.cloudformation.template import Template, short_form, template

__all__ = ["Template", "evaluated", "mapped", "short_form", "template"]
