"""Why a map could not be fetched."""


class MapNotFetched(Exception):
    """The map is not here; the text says why and the way out. What was received so far is kept where that helps."""
