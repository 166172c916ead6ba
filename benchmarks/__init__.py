"""`./kp bench [names…]`: what the bank can bear, as ratios inside one run. docs/performance.md tells how to read it."""
