"""Role by operation: the whole table, written a second time by hand."""

from collections.abc import Mapping

import pytest

from dispatch.application.access import ALLOWED, Operation, Role, User, may, may_for_crew

#                                   dispatcher senior crew planner supervisor integration
TABLE: Mapping[Operation, str] = {
    Operation.REPORT_CALL: "        yes        yes    no   no      no         yes",
    Operation.SEE_STATE: "          yes        yes    no   yes     yes        yes",
    Operation.SEE_INCIDENT: "       yes        yes    no   no      yes        yes",
    Operation.SEE_CARD: "           yes        yes    no   no      no         no",
    Operation.DECIDE: "             yes        yes    no   no      no         no",
    Operation.SET_MODE: "           yes        yes    no   no      yes        no",
    Operation.SEE_ORDER: "          yes        yes    yes  no      no         no",
    Operation.SEE_CONTEXT: "        no         yes    yes  no      no         no",
    Operation.DRIVE: "              yes        yes    yes  no      no         no",
    Operation.REPORT_POSITION: "    no         no     yes  no      no         yes",
    Operation.ASK_ROADS: "          yes        yes    yes  yes     yes        yes",
    Operation.CHANGE_ROADS: "       no         yes    no   no      yes        no",
    Operation.PAIR_TABLET: "        yes        yes    no   no      yes        no",
    Operation.SEE_SERVICE: "        yes        yes    yes  yes     yes        yes",
    Operation.SEE_AUDIT: "          no         no     no   no      yes        no",
    Operation.SEE_RUNS: "           no         no     no   yes     yes        no",
    Operation.SEE_COVER: "          yes        yes    no   yes     yes        no",
    Operation.SET_DUTY: "           no         yes    no   no      yes        no",
    Operation.STAFF_CREWS: "        yes        yes    no   no      yes        no",
    Operation.SEE_OVERRIDES: "      no         yes    no   yes     no         no",
    Operation.REPORT_HOSPITAL: "    yes        yes    no   no      yes        yes",
    Operation.BOOK_TRANSPORT: "     yes        yes    no   no      no         yes",
    Operation.SEE_TRANSPORT: "      yes        yes    no   no      yes        yes",
}
ROLES = (Role.DISPATCHER, Role.SENIOR, Role.CREW, Role.PLANNER, Role.SUPERVISOR, Role.INTEGRATION)


@pytest.mark.parametrize("operation", list(Operation))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_the_table_says_and_nothing_else(role: Role, operation: Operation) -> None:
    expected = TABLE[operation].split()[ROLES.index(role)] == "yes"
    assert may(User(name="x", role=role), operation) is expected


def test_every_operation_stands_in_the_table() -> None:
    assert ALLOWED.keys() == TABLE.keys() == set(Operation)
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_only_a_tablet_is_bound_to_its_own_crew(role: Role) -> None:
    assert may_for_crew(User(name="x", role=role, crew="2143"), "2143")
    assert may_for_crew(User(name="x", role=role, crew="2143"), "2150") is (role is not Role.CREW)
    assert may_for_crew(User(name="x", role=role), "2150") is (role is not Role.CREW)
