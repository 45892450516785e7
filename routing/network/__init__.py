"""The drivable network: read from OSM, modelled edge by edge, compiled once and kept in a cache file."""
