"""The same aggregates by pandas: the path of a file a line in, seconds a line out. Without pandas it ends at once."""
import sys
import time

try:
    import pandas as pd
except ImportError:
    sys.exit(0)

print(pd.__version__, flush=True)
shares = [part / 200 for part in range(1, 200)]
for line in sys.stdin:
    start = time.perf_counter()
    rows = pd.read_csv(line.strip(), dtype={"label": str})
    numbers = rows.drop(columns="label")
    numbers.count(), numbers.min(), numbers.max(), numbers.sum(), (numbers * numbers).sum(), numbers.quantile(shares)
    rows.duplicated().sum()
    rows["label"].value_counts()
    print(time.perf_counter() - start, flush=True)
