"""The price of an American put on a binomial tree, and its sensitivities: the Greeks as one gradient.

One array holds the option's values on a level of the tree. Each sweep overwrites it in place, reading
the element that the next iteration overwrites; where exercising at once is worth more, that replaces
the value. (An odd number of steps keeps the leaves off the strike, where the payoff has a kink.) The
tree is that of Cox, Ross and Rubinstein (1979); the option is the example of the chapter on binomial
trees in J. C. Hull, *Options, Futures, and Other Derivatives*.
"""

import argparse
import math

import numpy as np
from finite_differences import central_differences, print_comparison

import difpy

NAMES = ("spot (delta)", "volatility (vega)", "interest rate (rho)", "maturity (-theta)")
# A stock at 50, volatility 40 %, interest 10 % a year, five months to go; the put is struck at 50.
MARKET = np.array([50.0, 0.4, 0.1, 5 / 12])
STRIKE = 50.0


def american_put(market, strike, steps):
    """The price of the put.

    market: (4,) spot price, volatility, interest rate and years to maturity
    """
    spot, volatility, rate, maturity = market
    dt = maturity / steps
    up = math.exp(volatility * math.sqrt(dt))
    down = 1.0 / up
    discount = math.exp(-rate * dt)
    p_up = discount * (1.0 / discount - down) / (up - down)
    p_down = discount - p_up

    value = np.empty(steps + 1)
    for i in range(steps + 1):
        value[i] = max(strike - spot * up ** (steps - 2 * i), 0.0)
    for level in range(steps - 1, -1, -1):
        for i in range(level + 1):
            held = p_up * value[i] + p_down * value[i + 1]
            exercised = strike - spot * up ** (level - 2 * i)
            value[i] = exercised if exercised > held else held
    return value[0]


def implied_volatility(price, market, strike, steps):
    """The volatility at which the model gives this price, by Newton's method with the exact vega."""
    price_and_greeks = difpy.value_and_grad(american_put)
    market = market.copy()
    for _ in range(20):
        model_price, greeks = price_and_greeks(market, strike, steps)
        change = (price - model_price) / greeks[1]
        market[1] += change
        if abs(change) < 1e-12:
            break
    return market[1]


def main(steps=501):
    """Print the price beside the textbook's, the Greeks, and an implied volatility."""
    price, greeks = difpy.value_and_grad(american_put)(MARKET, STRIKE, steps)
    print(f"American put, {steps} steps: {price:.4f}   (Hull: 4.49 with 5 steps, 4.283 with 500)\n")
    differences = central_differences(lambda market: american_put(market, STRIKE, steps), MARKET)
    print_comparison(NAMES, greeks, differences)
    volatility = implied_volatility(4.5, MARKET, STRIKE, steps)
    print(f"\nA price of 4.50 means a volatility of {100 * volatility:.2f} %")
    return price, greeks, volatility


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="An American put and its Greeks on a binomial tree.")
    parser.add_argument(
        "--steps", type=int, default=501, help="levels of the tree; even numbers put a leaf on the strike"
    )
    main(parser.parse_args().steps)
