import math

import numpy as np


def price(spot, strike, rate, volatility, paths):
    np.random.seed(1)
    total = 0.0
    for _ in range(paths):
        log_return = np.random.normal(rate - 0.5 * volatility**2, volatility)
        total += max(spot * math.exp(log_return) - strike, 0.0)
    return math.exp(-rate) * total / paths


arguments = (100.0, 95.0, 0.03, 0.2, 50)
argnums = (0, 2, 3)


# What difpy generates:

import math
import numpy as np


def price_adjoint(spot, strike, rate, volatility, paths, result_bar):
    """The value of price and its gradient with respect to spot, rate and volatility."""
    np.random.seed(1)
    total = 0.0
    # for _ in range(paths):
    draw_stack = np.empty(max(paths, 0))
    exp_value_stack = np.empty(max(paths, 0))
    for i in range(paths):
        # log_return = np.random.normal(rate - 0.5 * volatility**2, volatility)
        if volatility < 0.0:
            raise ValueError('scale < 0')
        draw = np.random.standard_normal()
        draw_stack[i] = draw
        log_return = rate - 0.5 * volatility ** 2 + volatility * draw
        # total += max(spot * math.exp(log_return) - strike, 0.0)
        exp_value = math.exp(log_return)
        exp_value_stack[i] = exp_value
        total += max(spot * exp_value - strike, 0.0)
    # return math.exp(-rate) * total / paths
    result = math.exp(-rate) * total / paths

    # Reverse sweep
    spot_bar = 0.0
    rate_bar = 0.0
    volatility_bar = 0.0
    total_bar = 0.0
    # return math.exp(-rate) * total / paths
    if result_bar != 0.0:
        t_bar = result_bar / paths
        t_bar_2 = total * t_bar
        if t_bar_2 != 0.0:
            rate_bar = -math.exp(-rate) * t_bar_2
        total_bar = math.exp(-rate) * t_bar
    # for _ in range(paths):
    for i in range(paths):
        exp_value_bar = 0.0
        # log_return = np.random.normal(rate - 0.5 * volatility**2, volatility)
        draw = draw_stack[i]
        # total += max(spot * math.exp(log_return) - strike, 0.0)
        exp_value = exp_value_stack[i]
        if not 0.0 > spot * exp_value - strike:
            spot_bar += exp_value * total_bar
            exp_value_bar = spot * total_bar
        if exp_value_bar != 0.0:
            log_return_bar = exp_value * exp_value_bar
            # log_return = np.random.normal(rate - 0.5 * volatility**2, volatility)
            rate_bar += log_return_bar
            volatility_bar += draw * log_return_bar - volatility * log_return_bar
    return result, spot_bar, rate_bar, volatility_bar


# And in forward mode:

import math
import numpy as np


def price_tangent(spot, strike, rate, volatility, paths, spot_dot, rate_dot, volatility_dot):
    """The value of price and its tangent, given that of spot, rate and volatility."""
    np.random.seed(1)
    total = 0.0
    total_dot = 0.0
    for _ in range(paths):
        # log_return = np.random.normal(rate - 0.5 * volatility**2, volatility)
        if volatility < 0.0:
            raise ValueError('scale < 0')
        draw = np.random.standard_normal()
        log_return = rate - 0.5 * volatility ** 2 + volatility * draw
        log_return_dot = rate_dot - 1.0 * volatility * volatility_dot + draw * volatility_dot
        total_dot += (
            0.0 if 0.0 > spot * math.exp(log_return) - strike
            else math.exp(log_return) * spot_dot
            + spot * (math.exp(log_return) * log_return_dot if log_return_dot != 0.0 else 0.0)
        )
        total += max(spot * math.exp(log_return) - strike, 0.0)
    # return math.exp(-rate) * total / paths
    result = math.exp(-rate) * total / paths
    t_dot = (
        total * (-math.exp(-rate) * rate_dot if -rate_dot != 0.0 else 0.0)
        + math.exp(-rate) * total_dot
    )
    result_dot = t_dot / paths if t_dot != 0.0 else 0.0
    return result, result_dot
