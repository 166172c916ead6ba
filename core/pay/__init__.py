"""The law of pay as pure functions: no models, no clock; rates and dates come in as data (model.md §2)."""
