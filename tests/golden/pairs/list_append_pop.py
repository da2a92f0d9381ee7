"""A list as a stack: what went in comes out again, and its cotangent with it."""


def brackets(x, y):
    stack = [x]
    for k in range(3):
        stack.append(stack[-1] * y + k)
    total = 0.0
    while len(stack) > 1:
        total += stack.pop() ** 2
    return total * stack[0]


arguments = (0.7, 1.2)
argnums = (0, 1)


# What difpy generates:

import difpy


def brackets_adjoint(x, y, result_bar):
    """The value of brackets and its gradient with respect to x and y."""
    stack = [x]
    stack_bar = [0.0]
    for k in range(3):
        stack.append(stack[-1] * y + k)
        stack_bar.append(0.0)
    total = 0.0
    trips = 0
    stack_pop_stack = difpy.stack(0.0)
    while len(stack) > 1:
        trips += 1
        # total += stack.pop() ** 2
        stack_pop = stack.pop()
        stack_bar.pop()
        stack_pop_stack.append(stack_pop)
        total += stack_pop ** 2
    # return total * stack[0]
    result = total * stack[0]

    # Reverse sweep
    y_bar = 0.0
    # return total * stack[0]
    total_bar = stack[0] * result_bar
    stack_bar[0] += total * result_bar
    # while len(stack) > 1:
    for trip in reversed(range(trips)):
        # total += stack.pop() ** 2
        stack_pop = stack_pop_stack.pop()
        stack_bar.append(2.0 * stack_pop * total_bar)
        stack.append(stack_pop)
    for k in reversed(range(3)):
        # stack.append(stack[-1] * y + k)
        element_bar = stack_bar.pop()
        stack.pop()
        stack_bar[-1] += y * element_bar
        y_bar += stack[-1] * element_bar
    # stack = [x]
    x_bar = stack_bar[0]
    return result, x_bar, y_bar


# And in forward mode:

def brackets_tangent(x, y, x_dot, y_dot):
    """The value of brackets and its tangent, given that of x and y."""
    stack = [x]
    stack_dot = [x_dot]
    for k in range(3):
        stack_dot.append(y * stack_dot[-1] + stack[-1] * y_dot)
        stack.append(stack[-1] * y + k)
    total = 0.0
    total_dot = 0.0
    while len(stack) > 1:
        # total += stack.pop() ** 2
        stack_pop_dot = stack_dot.pop()
        stack_pop = stack.pop()
        total_dot += 2.0 * stack_pop * stack_pop_dot
        total += stack_pop ** 2
    # return total * stack[0]
    result = total * stack[0]
    result_dot = stack[0] * total_dot + total * stack_dot[0]
    return result, result_dot
