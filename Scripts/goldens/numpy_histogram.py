"""Writes numpy_histogram.json: bins, counts and densities as NumPy's histogram makes them.

Run with a Python that has NumPy:
  python3 Scripts/goldens/numpy_histogram.py > Tests/AnalysisTests/Fixtures/numpy_histogram.json
"""

import json

import numpy as np

random = np.random.default_rng(20261127)
samples = {
    "normal": random.normal(2, 0.5, 200),
    "uniform": random.uniform(-1, 1, 33),
    "skewed": random.exponential(3, 500),
    "on edges": np.array([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0] * 3),
    "two": np.array([1.0, 4.0]),
    "equal": np.array([7.0] * 5),
}
cases = []


def add(name, bins, range=None):
    values = samples[name]
    counts, edges = np.histogram(values, bins=bins, range=range)
    density, _ = np.histogram(values, bins=bins, range=range, density=True)
    cases.append(
        {
            "name": name,
            "values": values.tolist(),
            "bins": bins if isinstance(bins, (int, list)) else None,
            "range": list(range) if range else None,
            "edges": edges.tolist(),
            "counts": counts.tolist(),
            "density": density.tolist(),
        }
    )


for name in samples:
    add(name, 10)
    add(name, 7, (0.0, 2.0) if name != "equal" else (6.0, 9.0))
    if name != "equal":
        add(name, "fd")
add("normal", "fd", (1.0, 3.0))
add("skewed", [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 100.0])
add("on edges", [0.0, 0.1, 0.3, 0.30000000000000004, 1.0])
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
