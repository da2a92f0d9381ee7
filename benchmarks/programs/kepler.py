"""Kepler's equation for many mean anomalies: Newton's method, in a loop until it has converged."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def kepler(eccentricity, means):
    total = 0.0
    for mean in means:
        angle = mean
        while True:
            update = (angle - eccentricity * math.sin(angle) - mean) / (1.0 - eccentricity * math.cos(angle))
            angle -= update
            if abs(update) < 1e-12:
                break
        total += math.sin(angle)
    return total


def by_hand(eccentricity, means):
    """The iteration itself backwards, its angles in a small buffer."""
    means_bar = np.empty_like(means)
    eccentricity_bar, total = 0.0, 0.0
    sines, cosines, updates = np.empty(100), np.empty(100), np.empty(100)
    for i in range(len(means)):
        angle = means[i]
        trips = 0
        while True:
            s, c = math.sin(angle), math.cos(angle)
            update = (angle - eccentricity * s - means[i]) / (1.0 - eccentricity * c)
            sines[trips], cosines[trips], updates[trips] = s, c, update
            trips += 1
            angle -= update
            if abs(update) < 1e-12:
                break
        total += math.sin(angle)
        angle_bar, mean_bar = math.cos(angle), 0.0
        for k in range(trips - 1, -1, -1):
            slope = 1.0 - eccentricity * cosines[k]
            numerator_bar = -angle_bar / slope
            slope_bar = updates[k] * angle_bar / slope
            angle_bar += slope * numerator_bar + eccentricity * sines[k] * slope_bar
            eccentricity_bar -= sines[k] * numerator_bar + cosines[k] * slope_bar
            mean_bar -= numerator_bar
        means_bar[i] = angle_bar + mean_bar
    return total, eccentricity_bar, means_bar


def arguments(size):
    return 0.7, np.linspace(0.1, 3.0, 10_000 if size == "full" else 5)


PROGRAM = Program("Kepler's equation", kepler, arguments, (0, 1), by_hand)
