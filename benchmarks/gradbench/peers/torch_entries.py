"""The evals that the suite has in PyTorch: eager, in float64; `ba` and `ht` row by row, as there."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import torch

from benchmarks.gradbench.evals import ba as ours

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def tensors(arguments):
    return [torch.tensor(each) if isinstance(each, np.ndarray) else each for each in arguments]


def valued(function):
    """An entry: of our arguments a call that gives the value."""

    def entry(*arguments):
        given = tensors(arguments)

        def call():
            result = function(*given)
            return [each.numpy() for each in result] if isinstance(result, tuple) else result.numpy()

        return call

    return entry


def differentiated(function, count=1):
    """With respect to the first arguments."""

    def entry(*arguments):
        given = tensors(arguments)
        moved = [each.requires_grad_() for each in given[:count]]

        def call():
            grads = [each.numpy() for each in torch.autograd.grad(function(*given), moved)]
            return grads if count > 1 else grads[0]

        return call

    return entry


def hello(function):
    return lambda x: partial(function, torch.tensor(x))


def square(x):
    return x * x


def double(x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(square(x), x)[0]


def log_of_sum(x):
    greatest = torch.max(x)
    return greatest + torch.log(torch.sum(torch.exp(x - greatest)))


def cost(points, centroids):
    of_points, of_centroids = (points**2).sum(1), (centroids**2).sum(1)
    squares = of_centroids[:, None] + of_points - 2.0 * centroids @ points.T
    return torch.min(squares, dim=0).values.sum()


def direction(points, centroids):
    function = partial(cost, points)
    _, slope = torch.autograd.functional.vjp(function, centroids)
    _, diagonal = torch.autograd.functional.vhp(function, centroids, torch.ones_like(centroids))
    return slope / diagonal


def log_posterior(alpha, mu, q, l, x, gamma, m, constant):  # noqa: E741
    k, d = mu.shape
    columns, rows = np.triu_indices(d, 1)
    lower = torch.zeros((k, d, d))
    lower[:, rows, columns] = l
    apart = x[:, None, :] - mu
    diagonals, logdets = torch.exp(q), torch.sum(q, 1)
    turned = diagonals * apart + torch.einsum("kij,nkj->nki", lower, apart)
    terms = alpha + logdets - 0.5 * torch.sum(turned**2, 2)
    prior = m * torch.sum(logdets) - 0.5 * gamma**2 * (torch.sum(diagonals**2) + torch.sum(l**2))
    return constant - len(x) * torch.logsumexp(alpha, 0) + torch.sum(torch.logsumexp(terms, 1)) + prior


def loss(main, ends, state, sequence):
    hidden, cell = list(state[:, 0]), list(state[:, 1])
    total = 0.0
    for now, after in pairwise(sequence):
        signal = ends[0] * now
        for i, (weights, biases) in enumerate(main):
            forget = torch.sigmoid(weights[0] * signal + biases[0])
            write = torch.sigmoid(weights[1] * hidden[i] + biases[1])
            read = torch.sigmoid(weights[2] * signal + biases[2])
            change = torch.tanh(weights[3] * hidden[i] + biases[3])
            cell[i] = forget * cell[i] + write * change
            hidden[i] = signal = read * torch.tanh(cell[i])
        scores = ends[1] * signal + ends[2]
        total = total - torch.sum(after * (scores - torch.log(2.0 + torch.sum(torch.exp(scores)))))
    return total / sequence[1:].numel()


def projection_error(camera, point, weight, feature):
    rotation = camera[:3]
    apart = point - camera[3:6]
    square = torch.sum(rotation**2)
    if square != 0.0:
        angle = torch.sqrt(square)
        axis = rotation / angle
        along = torch.dot(axis, apart) * (1.0 - torch.cos(angle))
        turned = apart * torch.cos(angle) + torch.linalg.cross(axis, apart) * torch.sin(angle) + axis * along
    else:
        turned = apart + torch.linalg.cross(rotation, apart)
    plane = turned[:2] / turned[2]
    square = torch.sum(plane**2)
    plane = plane * (1.0 + camera[9] * square + camera[10] * square * square)
    return weight * (plane * camera[6] + camera[7:9] - feature)


def ba_errors(cameras, points, weights, features, places):
    own = [
        projection_error(cameras[c], points[p], weight, feature)
        for (c, p), weight, feature in zip(places.tolist(), weights, features, strict=True)
    ]
    return torch.stack(own), torch.stack([1.0 - weight**2 for weight in weights])


def ba_jacobian(cameras, points, weights, features, places):
    cameras, points, weights, features = tensors((cameras, points, weights, features))
    cameras, points, weights = (
        [row.requires_grad_() for row in rows.clone()] for rows in (cameras, points, weights)
    )

    def call():
        values = []
        for (c, p), weight, feature in zip(places.tolist(), weights, features, strict=True):
            given = cameras[c], points[p], weight
            first, second = projection_error(*given, feature)
            for error, again in ((first, True), (second, False)):
                values += [each.reshape(-1) for each in torch.autograd.grad(error, given, retain_graph=again)]
        for weight in weights:
            values.append(torch.autograd.grad(1.0 - weight**2, weight)[0].reshape(1))
        return *ours.pattern(len(cameras), len(points), places), torch.cat(values).numpy()

    return call


def turn(x, z):
    sx, cx, sz, cz, zero, one = torch.sin(x), torch.cos(x), torch.sin(z), torch.cos(z), 0.0 * x, 1.0 + 0.0 * x
    rows = (
        (cz, -sz * cx, sz * sx, zero),
        (sz, cz * cx, -cz * sx, zero),
        (zero, sx, cx, zero),
        (zero, zero, zero, one),
    )
    return torch.stack([torch.stack(row) for row in rows])


def about(axis):
    angle = torch.linalg.norm(axis)
    if angle < 1e-4:
        return torch.eye(3)
    x, y, z = axis / angle
    zero = torch.zeros(())
    cross = torch.stack([torch.stack(row) for row in ((zero, -z, y), (z, zero, -x), (-y, x, zero))])
    return torch.eye(3) + torch.sin(angle) * cross + (1.0 - torch.cos(angle)) * cross @ cross


def ht_errors(theta, us, parents, relatives, inverses, base, weights, mirrored, triangles, places, points):
    absolutes, moves = [], []
    for i, parent in enumerate(parents.tolist()):
        finger, bone = divmod(i - 2, 4)
        relative = relatives[i]
        if 0 <= finger < 5 and bone < 3:
            first = 6 + 4 * finger
            sideways = theta[first + 1] if bone == 0 else torch.zeros(())
            relative = relative @ turn(theta[first + (0, 2, 3)[bone]], sideways)
        absolutes.append(relative if parent == -1 else absolutes[parent] @ relative)
        moves.append(absolutes[-1] @ inverses[i])
    own = torch.stack([base @ move.T for move in moves], 1)
    skinned = torch.sum(own * weights[:, :, None], 1)[:, :3]
    if mirrored:
        skinned = skinned * torch.tensor([-1.0, 1.0, 1.0])
    positions = skinned @ about(theta[:3]).T + theta[3:6]
    if not len(us):
        return torch.stack(
            [point - positions[place] for point, place in zip(points, places, strict=True)]
        ).ravel()

    def on_triangle(u, triangle):
        a, b, c = triangle
        return u[0] * positions[a] + u[1] * positions[b] + (1.0 - u[0] - u[1]) * positions[c]

    apart = [
        point - on_triangle(u, triangles[place]) for point, u, place in zip(points, us, places, strict=True)
    ]
    return torch.stack(apart).ravel()


def ht_jacobian(*arguments):
    theta, us, *data = tensors(arguments)
    theta.requires_grad_(), us.requires_grad_()

    def call():
        rows = []
        for i, error in enumerate(ht_errors(theta, us, *data)):
            ofus, oftheta = torch.autograd.grad(error, (us, theta), retain_graph=True, allow_unused=True)
            rows.append(torch.cat((ofus[i // 3], oftheta)) if len(us) else oftheta)
        return torch.stack(rows).numpy()

    return call


ENTRIES = {
    "ba": {"objective": valued(ba_errors), "jacobian": ba_jacobian},
    "gmm": {"objective": valued(log_posterior), "jacobian": differentiated(log_posterior, 4)},
    "hello": {"square": hello(square), "double": hello(double)},
    "ht": {"objective": valued(ht_errors), "jacobian": ht_jacobian},
    "kmeans": {"cost": valued(cost), "dir": valued(direction)},
    "lse": {"primal": valued(log_of_sum), "gradient": differentiated(log_of_sum)},
    "lstm": {"objective": valued(loss), "jacobian": differentiated(loss, 2)},
}
