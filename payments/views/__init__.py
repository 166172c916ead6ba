"""Pages by audience: show, run one verb, say what happened."""
