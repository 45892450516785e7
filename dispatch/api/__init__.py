"""The HTTP edge: intake, crews, incidents, roads, pages. Wire shapes stay here."""
