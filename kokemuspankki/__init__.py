"""The roof: settings, addresses, wiring, worker; the only place that knows every room."""
