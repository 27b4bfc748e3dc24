"""ShipBob: a fulfilment partner tells which parcel left for which order."""
