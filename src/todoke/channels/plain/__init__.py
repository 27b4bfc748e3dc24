"""The own shop: signed JSON in our own words. The folder to copy for a new channel."""
