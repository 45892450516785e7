"""Where maps come from: Geofabrik's extracts of whole regions, and pieces cut to order by an Overpass server."""
