"""fontTools, loaded only when it is needed: for variable fonts, and where HarfBuzz cannot take subsets.

WeasyPrint 70 loads all of it at its start, a fifth of the time until the first page is set. Import this before it.
"""

import importlib
import sys
from types import ModuleType
from typing import Any

SUBSET, INSTANCER = "fontTools.subset", "fontTools.varLib.instancer"


class _Later(ModuleType):
    """Stands for a module until something in it is wanted."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def _instantiate(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
    """WeasyPrint takes this by its name when it is loaded, so that the module cannot stand for it."""
    if isinstance(sys.modules.get(INSTANCER), _Later):
        del sys.modules[INSTANCER]
    return importlib.import_module(INSTANCER).instantiateVariableFont(*arguments, **options)


if "weasyprint" not in sys.modules:
    sys.modules[SUBSET] = _Later(SUBSET)
    sys.modules[INSTANCER] = stand_in = _Later(INSTANCER)
    vars(stand_in)["instantiateVariableFont"] = _instantiate
