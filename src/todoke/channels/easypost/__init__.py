"""EasyPost: news of parcels, by webhook and by question."""
