"""The formal letter of apology to a business buyer: what is proven, what a person adds, one page of paper (NTC-3)."""
