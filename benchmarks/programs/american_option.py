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
    """Only where the option is held is kept, no values.

    The weight with which a node counts is a power of `up_weight` times a power of `down_weight`, a factor for
    each move up and down: its derivatives follow from the moves, for probabilities strictly between 0 and 1.
    """
    dt = years / steps
    up = math.exp(volatility * math.sqrt(dt))
    growth = math.exp(rate * dt)
    width = up - 1.0 / up
    probability = (growth - 1.0 / up) / width
    discount = math.exp(-rate * dt)
    value = np.empty(steps + 1)
    price = np.empty(2 * steps + 1)
    payoffs = np.empty((2, steps + 1))  # of even and odd places, so that a level reads neighbours
    for k in range(2 * steps + 1):
        price[k] = spot * up ** (k - steps)
        payoffs[k % 2, k // 2] = strike - price[k]
    for i in range(steps + 1):
        value[i] = max(payoffs[0, i], 0.0)
    holds = np.empty((steps, steps), np.bool_)
    for step in range(steps - 1, -1, -1):
        payoff = payoffs[(steps - step) % 2, (steps - step) // 2 :]
        held = holds[step]
        for i in range(step + 1):
            hold = discount * (probability * value[i + 1] + (1.0 - probability) * value[i])
            held[i] = hold >= payoff[i]
            value[i] = hold if hold >= payoff[i] else payoff[i]
    up_weight, down_weight = discount * probability, discount * (1.0 - probability)
    weight, reached = np.zeros(steps + 1), np.zeros((2, steps + 1))
    delayed = np.zeros((2, steps + 1))
    weight[0] = 1.0
    for step in range(steps):
        place = (steps - step) // 2
        stopped, late = reached[(steps - step) % 2, place:], delayed[(steps - step) % 2, place:]
        held = holds[step]
        for i in range(step + 1):
            stop = 0.0 if held[i] else weight[i]
            stopped[i] += stop
            late[i] += step * stop
            weight[i] -= stop
        for i in range(step + 1, 0, -1):
            weight[i] = down_weight * weight[i] + up_weight * weight[i - 1]
        weight[0] *= down_weight
    for i in range(steps + 1):
        if payoffs[0, i] > 0.0:
            reached[0, i] += weight[i]
            delayed[0, i] += steps * weight[i]
    spot_bar = up_bar = ups = downs = 0.0
    for k in range(2 * steps + 1):
        stopped, late = reached[k % 2, k // 2], delayed[k % 2, k // 2]
        spot_bar -= price[k] / spot * stopped
        up_bar -= (k - steps) * price[k] / up * stopped
        ups += 0.5 * (late + (k - steps) * stopped) * (strike - price[k])
        downs += 0.5 * (late - (k - steps) * stopped) * (strike - price[k])
    probability_bar = discount * (ups / up_weight - downs / down_weight)
    discount_bar = (ups + downs) / discount
    growth_bar = probability_bar / width
    up_bar += probability_bar / (width * up * up)
    up_bar -= probability / width * (1.0 + 1.0 / (up * up)) * probability_bar
    rate_bar = dt * growth * growth_bar - dt * discount * discount_bar
    return value[0], spot_bar, math.sqrt(dt) * up * up_bar, rate_bar


def arguments(size):
    return 100.0, 0.2, 0.05, 105.0, 1.0, 500 if size == "full" else 8


PROGRAM = Program("American option", american_option, arguments, (0, 1, 2), by_hand)
