"""The generator of the embedded schematic network: real places and corridors, invented streets.

Steps, one module each: `inputs` → `corridors` → `connectors` → `links` → `lattices` → `crossings` → `drivable` →
`speed_limits` → `points` → `pbf`. `pipeline` runs them in this order.
"""
