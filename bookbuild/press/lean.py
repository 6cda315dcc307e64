"""WeasyPrint, loaded in half the time, and then without Python's collector. Import this before anything that loads it.

WeasyPrint 70 looks for each C library by several names, and on Linux Python asks the compiler and the linker, in some
fifty processes, for names that are other systems'. It also loads all of fontTools, which is only needed for variable
fonts and where HarfBuzz cannot take subsets. Pages are full of cycles, and until a document is done there is nothing to
collect: looking for it takes a tenth of the time.
"""

import ctypes.util
import gc
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


def _load_libraries() -> None:
    """Open the C libraries by the names the loader knows; if that is not enough, as WeasyPrint would."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - the interface
    try:
        importlib.import_module("weasyprint.text.ffi")
    except OSError:
        for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
            del sys.modules[name]
    finally:
        ctypes.util.find_library = search


if "weasyprint" not in sys.modules:
    gc.disable()
    sys.modules[SUBSET] = _Later(SUBSET)
    sys.modules[INSTANCER] = stand_in = _Later(INSTANCER)
    vars(stand_in)["instantiateVariableFont"] = _instantiate
    _load_libraries()
