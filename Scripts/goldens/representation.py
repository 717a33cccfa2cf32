"""Writes representation.json: spectra, ring tests, distances and persistence as NumPy, SciPy and ripser make them.

Everything is computed from the columns by singular value decomposition, where the program goes by way of the matrix of
products. Run with a Python that has NumPy and SciPy, and with ripser installed:
  python3 Scripts/goldens/representation.py > Tests/RepresentationTests/Fixtures/representation.json
"""

import json
import re
import subprocess

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import wasserstein_distance

random = np.random.default_rng(20261128)


def torus(x, y, columns, noise, major=None):
    """A Clifford torus, or with `major` a 3-D one, turned into `columns` dimensions."""
    a, b = np.meshgrid(2 * np.pi * np.arange(x) / x, 2 * np.pi * np.arange(y) / y, indexing="ij")
    a, b = a.ravel(), b.ravel()
    if major is None:
        points = np.stack([np.cos(a), np.sin(a), np.cos(b), np.sin(b)], axis=1)
    else:
        width = major + np.cos(b)
        points = np.stack([width * np.cos(a), width * np.sin(a), np.sin(b)], axis=1)
    turn = np.linalg.qr(random.normal(size=(columns, points.shape[1])))[0]
    return points @ turn.T + noise * random.normal(size=(len(a), columns))


def ring_tests(matrix, x, y):
    cube = matrix.reshape(x, y, -1)
    fixed_x = [cube[i] - cube[i].mean(axis=0) for i in range(x)]
    fixed_y = [cube[:, j] - cube[:, j].mean(axis=0) for j in range(y)]

    def plane(ring):
        return np.linalg.svd(ring, full_matrices=False)[2][:2].T

    def compare(pairs):
        found = {"c1": [], "c2": [], "msc": [], "residual": [], "residual-back": []}
        for a, b in pairs:
            pa, pb = plane(a), plane(b)
            cosines = np.linalg.svd(pa.T @ pb)[1]
            found["c1"].append(cosines[0])
            found["c2"].append(cosines[1])
            found["msc"].append((cosines**2).mean())
            found["residual"].append(np.sum((b - b @ pa @ pa.T) ** 2) / np.sum(b**2))
            found["residual-back"].append(np.sum((a - a @ pb @ pb.T) ** 2) / np.sum(a**2))
        return {name: [float(value) for value in values] for name, values in found.items()}

    def share(rings):
        return float(np.mean([np.sum((ring @ plane(ring)) ** 2) / np.sum(ring**2) for ring in rings]))

    return {
        "x-on-y": compare([(a, b) for a in fixed_x for b in fixed_y]),
        "x-on-x": compare([(a, b) for a in fixed_x for b in fixed_x if a is not b]),
        "y-on-y": compare([(a, b) for a in fixed_y for b in fixed_y if a is not b]),
    }, share(fixed_x + fixed_y)


def farthest(matrix, count):
    taken = [0]
    nearest = cdist(matrix[:1], matrix)[0]
    while len(taken) < count:
        taken.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, cdist(matrix[taken[-1:]], matrix)[0])
    return taken


def bars(distances):
    text = "\n".join(",".join(repr(float(d)) for d in row[:index]) for index, row in enumerate(distances))
    output = subprocess.run(
        ["ripser", "--format", "lower-distance", "--dim", "2"], input=text, capture_output=True, text=True, check=True
    ).stdout
    found = {}
    for line in output.splitlines():
        if head := re.match(r"persistence intervals in dim (\d+):", line):
            here = found.setdefault(head.group(1), [])
        elif bar := re.match(r" \[(.+),(.*)\)", line):
            here.append([float(bar.group(1)), float(bar.group(2)) if bar.group(2).strip() else None])
    return found


cases = []


def add(name, matrix, grid=None, points=None):
    matrix = np.round(matrix, 6)
    rows, columns = matrix.shape
    centred = matrix - matrix.mean(axis=0)
    eigenvalues = np.linalg.svd(centred, compute_uv=False) ** 2 / (rows - 1)
    listed = min(15, columns, rows - 1)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    case = {
        "name": name,
        "rows": rows,
        "columns": columns,
        "values": matrix.ravel().tolist(),
        "eigenvalues": eigenvalues[:listed].tolist(),
        "total": float(centred.var(axis=0, ddof=1).sum()),
        "participation": float(eigenvalues.sum() ** 2 / (eigenvalues**2).sum()),
        # The sign of a component is arbitrary: magnitudes of the first three.
        "scores": np.abs(u[:, :3] * s[:3]).T.tolist(),
    }
    if grid:
        case["grid"] = list(grid)
        case["rings"], case["plane_share"] = ring_tests(matrix, *grid)
        case["distance"] = {
            statistic: wasserstein_distance(case["rings"]["x-on-y"][statistic], case["rings"]["x-on-x"][statistic])
            for statistic in case["rings"]["x-on-y"]
        }
    if points:
        case["taken"] = farthest(matrix, points)
        chosen = matrix[case["taken"]] / np.sqrt(case["total"])
        case["bars"] = bars(cdist(chosen, chosen))
    cases.append(case)


add("fewer columns than rows, not a square", random.normal(size=(23, 5)))
add("more columns than rows", random.normal(size=(7, 31)))
add("one column", random.normal(size=(9, 1)))
add("two rows", random.normal(size=(2, 3)))
add("far from the origin", random.normal(size=(20, 6)) + 12345)
constant = random.normal(size=(14, 8))
constant[:, [0, 3, 7]] = [1.5, -2.25, 0]
add("constant columns", constant)
repeated = random.normal(size=(12, 9))
repeated[[3, 5, 11]] = repeated[0]
repeated[:, 4] = repeated[:, 2]
add("rows and columns twice", repeated)
add("graded over ten decades", random.normal(size=(18, 12)) * 10.0 ** -np.arange(0, 6, 0.5))
add("a noisy Clifford torus", torus(8, 8, 20, 0.05), (8, 8), 40)
add("a noisy 3-D torus", torus(9, 7, 6, 0.02, major=2), (9, 7), 50)
add("noise alone", random.normal(size=(30, 12)), (6, 5), 25)
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
