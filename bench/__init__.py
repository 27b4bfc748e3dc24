"""The benchmarks, each beside the raw floor of the same machine and the same minute. `python -m bench`."""
