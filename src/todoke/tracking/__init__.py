"""Parcels: whose number is this? Pure: no Django, no clock, no network."""
