"""The same question as a routing model of OR-Tools: pickup and delivery with windows, loads and shifts.

The search begins with a plan and goes downhill until no move helps, or after a number of failures: no clock is asked,
so that the plan is the same on every machine.
"""

from collections.abc import Sequence

from msgspec import Struct
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.util import optional_boolean_pb2

from dispatch.policy.transport.problem import NEVER, Job, Problem, Route, Vehicle

LNS = tuple(
    name
    for name in pywrapcp.DefaultRoutingSearchParameters().local_search_operators.DESCRIPTOR.fields_by_name
    if "lns" in name
)
"""Moves that tear a plan up and search anew. They are stopped by a clock, and `regrouping` does the same in less."""


class Unsolved(Exception):
    """The routing model found no plan; the one that it began with stands."""


class _Model(Struct, frozen=True, kw_only=True):
    """The model: its nodes are the stops, then the starts, then the ends of the vehicles."""

    problem: Problem
    manager: "pywrapcp.RoutingIndexManager"
    routing: "pywrapcp.RoutingModel"

    @property
    def solver(self) -> "pywrapcp.Solver":
        """The constraint solver under the model."""
        return self.routing.solver()

    def index(self, stop: int) -> int:
        """The model's own number of a stop."""
        found: int = self.manager.NodeToIndex(stop)
        return found


def improve(problem: Problem, routes: Sequence[Route]) -> list[Route]:
    """Search for a better plan than `routes`. Raises `Unsolved`."""
    model = _model(problem)
    _add_costs(model)
    _add_loads(model)
    _add_times(model)
    for number in range(len(problem.jobs)):
        _add_job(model, number)
    _keep_bound(model, routes)
    parameters = _parameters()
    model.routing.CloseModelWithParameters(parameters)
    limit = model.solver.FailuresLimit(problem.parameters.failures)
    model.routing.AddSearchMonitor(limit)
    first = model.routing.ReadAssignmentFromRoutes([list(map(model.index, route)) for route in routes], True)
    if first is None:
        raise Unsolved("the routing model refuses the plan of the insertion")
    found = model.routing.SolveFromAssignmentWithParameters(first, parameters)
    if found is None:
        raise Unsolved(f"the routing model ended with status {model.routing.status()}")
    return [_route(model, found, vehicle) for vehicle in range(len(problem.vehicles))]


def _model(problem: Problem) -> _Model:
    stops, vehicles = len(problem.stops), len(problem.vehicles)
    starts = list(range(stops, stops + vehicles))
    ends = list(range(stops + vehicles, stops + 2 * vehicles))
    manager = pywrapcp.RoutingIndexManager(stops + 2 * vehicles, vehicles, starts, ends)
    return _Model(problem=problem, manager=manager, routing=pywrapcp.RoutingModel(manager))


def _parameters() -> "pywrapcp.RoutingSearchParameters":
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    for name in LNS:
        setattr(parameters.local_search_operators, name, optional_boolean_pb2.BOOL_FALSE)
    return parameters


def _places(problem: Problem) -> list[int]:
    starts = [vehicle.start for vehicle in problem.vehicles]
    ends = [vehicle.end for vehicle in problem.vehicles]
    return [*(stop.at for stop in problem.stops), *starts, *ends]


def _add_costs(model: _Model) -> None:
    """Price driving by the vehicle's weight, and a promise that was made with another crew where it is picked up."""
    problem = model.problem
    places = _places(problem)
    driven = problem.seconds[places][:, places]
    known: dict[tuple[int, tuple[int, ...]], int] = {}
    for number, vehicle in enumerate(problem.vehicles):
        key = vehicle.weight, _strange(problem, vehicle)
        if key not in known:
            priced = driven * vehicle.weight
            priced[:, : len(problem.stops)] += key[1]
            known[key] = model.routing.RegisterTransitMatrix(priced.tolist())
        model.routing.SetArcCostEvaluatorOfVehicle(known[key], number)


def _strange(problem: Problem, vehicle: Vehicle) -> tuple[int, ...]:
    extra = problem.parameters.other_crew_s
    kept = [problem.jobs[stop.job].kept_by for stop in problem.stops]
    return tuple(
        extra if stop.pickup and by not in {None, vehicle.crew} else 0
        for stop, by in zip(problem.stops, kept, strict=True)
    )


def _add_loads(model: _Model) -> None:
    problem = model.problem
    for kind in range(4):
        amounts = [stop.load[kind] for stop in problem.stops]
        if not any(amounts):
            continue
        vector = model.routing.RegisterUnaryTransitVector([*amounts, *[0] * (2 * len(problem.vehicles))])
        room = [max(vehicle.room[kind], vehicle.load[kind]) for vehicle in problem.vehicles]
        name = f"load-{kind}"
        model.routing.AddDimensionWithVehicleCapacity(vector, 0, room, False, name)
        dimension = model.routing.GetDimensionOrDie(name)
        for number, vehicle in enumerate(problem.vehicles):
            dimension.CumulVar(model.routing.Start(number)).SetValue(vehicle.load[kind])


def _add_times(model: _Model) -> None:
    problem, routing = model.problem, model.routing
    places = _places(problem)
    spent = problem.seconds[places][:, places].copy()
    spent[: len(problem.stops)] += [[stop.service] for stop in problem.stops] if problem.stops else 0
    routing.AddDimension(routing.RegisterTransitMatrix(spent.tolist()), NEVER, NEVER, False, "time")
    time = routing.GetDimensionOrDie("time")
    for number, vehicle in enumerate(problem.vehicles):
        time.CumulVar(routing.Start(number)).SetRange(vehicle.ready, max(vehicle.ready, vehicle.until))
        time.CumulVar(routing.End(number)).SetRange(0, max(vehicle.ready, vehicle.until))
    for number, stop in enumerate(problem.stops):
        time.CumulVar(model.index(number)).SetRange(stop.earliest, max(stop.earliest, stop.latest))
        if stop.due < stop.latest:
            time.SetCumulVarSoftUpperBound(model.index(number), max(0, stop.due), problem.parameters.late_weight)


def _add_job(model: _Model, number: int) -> None:
    job = model.problem.jobs[number]
    routing = model.routing
    stops = [job.delivery] if job.pickup is None else [job.pickup, job.delivery]
    for stop in stops:
        routing.VehicleVar(model.index(stop)).SetValues([-1, *job.vehicles])
    if not job.mandatory:
        routing.AddDisjunction([model.index(stops[0])], model.problem.parameters.unserved_cost_s)
        routing.AddDisjunction([model.index(stops[1])], 0)
    if job.pickup is not None:
        _join(model, job, job.pickup)


def _join(model: _Model, job: Job, pickup: int) -> None:
    """Carry the patient from the one stop to the other: in one vehicle, in this order, not for too long."""
    routing, solver = model.routing, model.solver
    begin, end = model.index(pickup), model.index(job.delivery)
    time = routing.GetDimensionOrDie("time")
    routing.AddPickupAndDelivery(begin, end)
    solver.Add(routing.VehicleVar(begin) == routing.VehicleVar(end))
    solver.Add(time.CumulVar(begin) <= time.CumulVar(end))
    longest = job.max_ride + model.problem.stops[pickup].service
    both = routing.ActiveVar(begin)
    solver.Add(time.CumulVar(end) - time.CumulVar(begin) <= longest + NEVER * (1 - both))
    if job.outbound is not None:
        outbound = model.problem.jobs[job.outbound]
        solver.Add(both <= routing.ActiveVar(model.index(outbound.delivery)))


def _keep_bound(model: _Model, routes: Sequence[Route]) -> None:
    """Let each crew go on to the stop that it is on its way to."""
    for number, route in enumerate(routes):
        bound_for = model.problem.vehicles[number].bound_for
        if bound_for is not None and route[:1] == (bound_for,):
            model.routing.NextVar(model.routing.Start(number)).SetValue(model.index(bound_for))


def _route(model: _Model, found: "pywrapcp.Assignment", vehicle: int) -> Route:
    stops, index = [], found.Value(model.routing.NextVar(model.routing.Start(vehicle)))
    while not model.routing.IsEnd(index):
        stops.append(model.manager.IndexToNode(index))
        index = found.Value(model.routing.NextVar(index))
    return tuple(stops)
