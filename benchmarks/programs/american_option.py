"""An American put option on a binomial tree, the values of each level in one array."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def american_option(spot, volatility, rate, strike, years, steps):
    dt = years / steps
    up = math.exp(volatility * math.sqrt(dt))
    probability = (math.exp(rate * dt) - 1.0 / up) / (up - 1.0 / up)
    discount = math.exp(-rate * dt)
    value = np.empty(steps + 1)
    price = np.empty(2 * steps + 1)
    for k in range(2 * steps + 1):
        price[k] = spot * up ** (k - steps)
    for i in range(steps + 1):
        value[i] = max(strike - price[2 * i], 0.0)
    for step in range(steps - 1, -1, -1):
        for i in range(step + 1):
            hold = discount * (probability * value[i + 1] + (1.0 - probability) * value[i])
            exercise = strike - price[2 * i + steps - step]
            value[i] = max(hold, exercise)
    return value[0]


def by_hand(spot, volatility, rate, strike, years, steps):
    dt = years / steps
    up = math.exp(volatility * math.sqrt(dt))
    growth = math.exp(rate * dt)
    width = up - 1.0 / up
    probability = (growth - 1.0 / up) / width
    discount = math.exp(-rate * dt)
    values = np.empty((steps + 1, steps + 1))
    held = np.empty((steps, steps), np.bool_)
    price = np.empty(2 * steps + 1)
    for k in range(2 * steps + 1):
        price[k] = spot * up ** (k - steps)
    for i in range(steps + 1):
        values[steps, i] = max(strike - price[2 * i], 0.0)
    for step in range(steps - 1, -1, -1):
        for i in range(step + 1):
            low, high = values[step + 1, i], values[step + 1, i + 1]
            hold = discount * (probability * high + (1.0 - probability) * low)
            exercise = strike - price[2 * i + steps - step]
            held[step, i] = hold >= exercise
            values[step, i] = max(hold, exercise)
    price_bar = np.zeros(2 * steps + 1)
    bar = np.zeros(steps + 1)
    bar[0] = 1.0
    discount_bar = probability_bar = 0.0
    for step in range(steps):
        right = 0.0
        for i in range(step + 1):
            own = bar[i]
            bar[i] = right
            if held[step, i]:
                low, high = values[step + 1, i], values[step + 1, i + 1]
                discount_bar += (probability * high + (1.0 - probability) * low) * own
                probability_bar += discount * (high - low) * own
                bar[i] += discount * (1.0 - probability) * own
                right = discount * probability * own
            else:
                price_bar[2 * i + steps - step] -= own
                right = 0.0
        bar[step + 1] = right
    for i in range(steps + 1):
        if strike - price[2 * i] > 0.0:
            price_bar[2 * i] -= bar[i]
    spot_bar = up_bar = 0.0
    for k in range(2 * steps + 1):
        spot_bar += price[k] / spot * price_bar[k]
        up_bar += (k - steps) * price[k] / up * price_bar[k]
    growth_bar = probability_bar / width
    up_bar += probability_bar / (width * up * up)
    up_bar -= probability / width * (1.0 + 1.0 / (up * up)) * probability_bar
    rate_bar = dt * growth * growth_bar - dt * discount * discount_bar
    return values[0, 0], spot_bar, math.sqrt(dt) * up * up_bar, rate_bar


def arguments(size):
    return 100.0, 0.2, 0.05, 105.0, 1.0, 500 if size == "full" else 8


PROGRAM = Program("American option", american_option, arguments, (0, 1, 2), by_hand)
