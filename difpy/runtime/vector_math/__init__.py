"""Elementary functions of float64 that the machine computes several at a time in compiled loops.

    for i in range(len(x)):
        y[i] = difpy.exp(x[i])

In compiled code such a call is one of the C library's function, with a note for LLVM's loop vectorizer: which
functions of ours compute 2, 4 or 8 of them at once. Those are written into the module that calls them, for
the processor that Numba compiles for: x86-64 with AVX2 and FMA. On others the calls are all there is.

The formulas (exponential.py, logarithm.py, trigonometric.py, error_function.py) are written with values of
several lanes (lanes.py), their coefficients made by tools/fit_vector_math.py. kernels.py makes functions of
them, and calls.py the calls.
"""

from __future__ import annotations

from difpy.runtime.vector_math.calls import is_available as is_available
from difpy.runtime.vector_math.functions import cos as cos
from difpy.runtime.vector_math.functions import each_cos as each_cos
from difpy.runtime.vector_math.functions import each_exp as each_exp
from difpy.runtime.vector_math.functions import each_log as each_log
from difpy.runtime.vector_math.functions import each_sin as each_sin
from difpy.runtime.vector_math.functions import each_tanh as each_tanh
from difpy.runtime.vector_math.functions import erf as erf
from difpy.runtime.vector_math.functions import exp as exp
from difpy.runtime.vector_math.functions import log as log
from difpy.runtime.vector_math.functions import sin as sin
from difpy.runtime.vector_math.functions import tanh as tanh
