"""Throws a soft cube, a grid of masses and springs, so that it comes to lie on a target.

The masses collide with the floor: each that would fall through it is put back on it, bounces with half
its speed and loses some of its sideways speed. Positions and velocities are arrays that every time step
overwrites. The throw is found by gradient descent through the whole flight, collisions included.

The gradient is that of the program as it ran. It sees how hard a mass hits the floor, not that it could
hit one time step earlier; small time steps keep what it misses small.
"""

import argparse
import math

import numpy as np
from finite_differences import central_differences, print_comparison

import difpy

NAMES = ("speed along (m/s)", "speed up (m/s)", "spin (1/s)")
GRAVITY = 9.81
SPACING = 0.1  # metres between neighbours
STIFFNESS = 400.0  # newtons a metre
DAMPING = 0.4  # newtons a metre a second, along the spring
MASS = 0.05  # kilograms, each
BOUNCE = 0.5
FRICTION = 0.2


def spring_forces(position, velocity, springs, rest_lengths, force):
    """Gravity and the springs' forces on each mass, written into force: (masses, 2)."""
    for m in range(len(position)):
        force[m, 0] = 0.0
        force[m, 1] = -MASS * GRAVITY
    for s in range(len(springs)):
        a, b = springs[s, 0], springs[s, 1]
        dx = position[b, 0] - position[a, 0]
        dy = position[b, 1] - position[a, 1]
        length = math.sqrt(dx * dx + dy * dy)
        dx /= length
        dy /= length
        closing = (velocity[b, 0] - velocity[a, 0]) * dx + (velocity[b, 1] - velocity[a, 1]) * dy
        pull = STIFFNESS * (length - rest_lengths[s]) + DAMPING * closing
        force[a, 0] += pull * dx
        force[a, 1] += pull * dy
        force[b, 0] -= pull * dx
        force[b, 1] -= pull * dy


def miss(throw, shape, springs, rest_lengths, target, steps, dt):
    """The squared distance, along the floor, of the cube's centre from the target at the end.

    throw: (3,) speed along, speed up, spin
    shape: (masses, 2) where the masses are at the start
    springs: (springs, 2) the two masses that each joins; rest_lengths: (springs,)
    """
    masses = len(shape)
    position = shape.copy()
    velocity = np.empty((masses, 2))
    force = np.empty((masses, 2))
    middle_x = 0.0
    middle_y = 0.0
    for m in range(masses):
        middle_x += shape[m, 0] / masses
        middle_y += shape[m, 1] / masses
    for m in range(masses):
        velocity[m, 0] = throw[0] - throw[2] * (shape[m, 1] - middle_y)
        velocity[m, 1] = throw[1] + throw[2] * (shape[m, 0] - middle_x)
    for _ in range(steps):
        spring_forces(position, velocity, springs, rest_lengths, force)
        for m in range(masses):
            velocity[m, 0] += dt * force[m, 0] / MASS
            velocity[m, 1] += dt * force[m, 1] / MASS
            if position[m, 1] + dt * velocity[m, 1] < 0.0:
                velocity[m, 1] *= -BOUNCE
                velocity[m, 0] *= 1.0 - FRICTION
                position[m, 1] = 0.0
            position[m, 0] += dt * velocity[m, 0]
            position[m, 1] += dt * velocity[m, 1]
    landed = 0.0
    for m in range(masses):
        landed += position[m, 0] / masses
    return (landed - target) ** 2


def cube(side, height):
    """Positions and springs of a square grid of side times side masses, its lowest row at a height."""
    shape = np.array(
        [[SPACING * column, height + SPACING * row] for row in range(side) for column in range(side)]
    )
    pairs = [
        (a, b)
        for a in range(len(shape))
        for b in range(a + 1, len(shape))
        if np.hypot(*(shape[a] - shape[b])) < 1.5 * SPACING
    ]
    springs = np.array(pairs)
    rest_lengths = np.array([np.hypot(*(shape[a] - shape[b])) for a, b in pairs])
    return shape, springs, rest_lengths


def main(side=4, steps=2000, iterations=40):
    """Check the gradient, and find a throw that ends on the target two metres away."""
    shape, springs, rest_lengths = cube(side, 1.0)
    arguments = (shape, springs, rest_lengths, 2.0, steps, 1.0 / steps)
    throw = np.array([1.0, 1.0, 0.0])
    value_and_gradient = difpy.value_and_grad(miss)

    print(f"{len(shape)} masses, {len(springs)} springs, {steps} time steps.")
    print("The gradient at the first throw, against central finite differences:\n")
    differences = central_differences(lambda x: miss(x, *arguments), throw, step=1e-7)
    print_comparison(NAMES, value_and_gradient(throw, *arguments)[1], differences)

    print("\nThrowing:\n")
    for iteration in range(iterations):
        squared_miss, gradient = value_and_gradient(throw, *arguments)
        if iteration % 10 == 0:
            print(f"  iteration {iteration:3d}   misses by {math.sqrt(squared_miss):.4f} m")
        throw = throw - 0.2 * gradient
    print(
        f"\nThrown at {throw[0]:.3f} m/s along and {throw[1]:.3f} m/s up, spinning {throw[2]:.3f} a second,"
    )
    print(f"the cube ends {math.sqrt(miss(throw, *arguments)):.4f} m from the target.")
    return throw, miss(throw, *arguments)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Throw a soft cube at a target.")
    parser.add_argument("--side", type=int, default=4, help="masses along one side")
    parser.add_argument("--steps", type=int, default=2000, help="time steps")
    main(parser.parse_args().side, parser.parse_args().steps)
