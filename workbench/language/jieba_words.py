"""jieba with its dictionary loaded, the prepared form of which is kept in the user's own cache folder.

Left to itself jieba keeps it in the temporary folder, which everybody on a machine shares, under a name everybody
knows: whoever writes that file first decides what every other user's program loads.
"""

from __future__ import annotations

import logging
import os
import warnings
from functools import cache
from types import ModuleType

from workbench import resources


@cache
def loaded() -> ModuleType:
    """Return the module `jieba`, initialised; without a cache where the user has no folder for one."""
    with warnings.catch_warnings():
        # jieba 0.42 imports pkg_resources, and its patterns have unescaped backslashes.
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.CRITICAL + 10)
    # A folder that cannot be: nothing is loaded from it, and jieba goes on when it cannot write there.
    jieba.dt.tmp_dir = str(resources.cache_folder() or os.devnull)
    jieba.initialize()
    module: ModuleType = jieba
    return module
