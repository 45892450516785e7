"""The order in which the search engine contracts edges: nested dissection by inertial flow."""

import numpy as np
import routingkit_cch

from routing.network.model import DEGREES, Edges, Ints, Pieces, Turns


def contraction_order(drawn: Pieces, edges: Edges, steps: Turns) -> Ints:
    """Order the edges so that separators of the expanded graph come last.

    The expanded graph gets its own dissection: an order derived from the junctions' ranks makes the upward
    graph many times larger.
    """
    middle = (drawn.first[:-1] + drawn.first[1:]) // 2
    lat, lon = drawn.lat[middle][edges.piece] * DEGREES, drawn.lon[middle][edges.piece] * DEGREES
    order = routingkit_cch.compute_order_inertial(
        len(edges.piece), steps.tail.tolist(), steps.head.tolist(), lat.tolist(), lon.tolist()
    )
    return np.array(order, np.int32)
